/**
 * The gateway and its control plane as their users run them: two processes, real kernel WireGuard
 * at both ends, and a wire with a delay between them.
 */
package io.jitpeers.kerneltests.gateway;
