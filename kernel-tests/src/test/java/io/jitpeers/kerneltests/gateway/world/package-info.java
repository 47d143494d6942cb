/** Where gateways and clients are: namespaces, wires, WireGuard interfaces, and who is a client. */
package io.jitpeers.kerneltests.gateway.world;
