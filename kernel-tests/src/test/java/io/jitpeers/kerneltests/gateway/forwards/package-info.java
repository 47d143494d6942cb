/** Clients that connect through a port that the gateway's firewall forwards. */
package io.jitpeers.kerneltests.gateway.forwards;
