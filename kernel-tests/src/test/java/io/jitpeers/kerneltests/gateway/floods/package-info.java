/** Gateways under floods and crashes, with clients that want to be served meanwhile. */
package io.jitpeers.kerneltests.gateway.floods;
