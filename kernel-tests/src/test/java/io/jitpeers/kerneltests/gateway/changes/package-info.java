/**
 * Gateways that go through disruptions: kills, recreated interfaces, changed keys, second gateways.
 */
package io.jitpeers.kerneltests.gateway.changes;
