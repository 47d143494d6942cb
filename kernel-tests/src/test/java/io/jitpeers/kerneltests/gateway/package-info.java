/**
 * The gateway and its control plane as users run them: two processes, real kernel WireGuard at both
 * ends, and a link with a delay between them.
 */
package io.jitpeers.kerneltests.gateway;
