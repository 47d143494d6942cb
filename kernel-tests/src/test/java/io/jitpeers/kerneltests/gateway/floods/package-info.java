/** Gateways during floods and crashes, with clients that must be served meanwhile. */
package io.jitpeers.kerneltests.gateway.floods;
