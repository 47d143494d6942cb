/**
 * Both ends of a WireGuard handshake without a kernel. Begin with {@link
 * io.jitpeers.testkit.wireguard.FakeClient}, which makes initiations and reads responses; {@link
 * io.jitpeers.testkit.wireguard.FakeWireGuardKernel} answers them.
 *
 * <p>After sections 5.4.2 to 5.4.6 of the WireGuard whitepaper, in its notation, and independent of
 * the code that it tests. There are no cookies, no rekeying and no data: this is no VPN.
 */
@NullMarked
package io.jitpeers.testkit.wireguard;

import org.jspecify.annotations.NullMarked;
