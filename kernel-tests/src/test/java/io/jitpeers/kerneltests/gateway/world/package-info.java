/**
 * The environment of gateways and clients: namespaces, links, WireGuard interfaces, and members.
 */
package io.jitpeers.kerneltests.gateway.world;
