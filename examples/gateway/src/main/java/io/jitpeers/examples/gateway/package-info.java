/**
 * A whole Linux gateway, out of the library's parts: the kernel's WireGuard interfaces, initiations
 * by libpcap or NFQUEUE, configs over HTTP, eviction. {@link
 * io.jitpeers.examples.gateway.GatewayCommand} is where to begin; {@link
 * io.jitpeers.examples.gateway.Gateway} puts the parts together.
 */
@NullMarked
package io.jitpeers.examples.gateway;

import org.jspecify.annotations.NullMarked;
