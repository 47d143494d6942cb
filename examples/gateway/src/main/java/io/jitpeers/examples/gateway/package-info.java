/**
 * A complete Linux gateway that is built from the library's parts: the kernel's WireGuard
 * interfaces, initiations through libpcap or NFQUEUE, configs over HTTP, and eviction. Start with
 * {@link io.jitpeers.examples.gateway.GatewayCommand}; {@link io.jitpeers.examples.gateway.Gateway}
 * contains one {@link io.jitpeers.JitOrchestrator} for each interface.
 */
@NullMarked
package io.jitpeers.examples.gateway;

import org.jspecify.annotations.NullMarked;
