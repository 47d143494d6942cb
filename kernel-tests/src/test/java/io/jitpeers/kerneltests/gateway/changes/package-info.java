/** What gateways live through: kills, interfaces made anew, other keys, second gateways. */
package io.jitpeers.kerneltests.gateway.changes;
