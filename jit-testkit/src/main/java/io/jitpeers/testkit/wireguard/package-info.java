/**
 * Both sides of a WireGuard handshake without a kernel. Begin with {@link
 * io.jitpeers.testkit.wireguard.FakeClient}, which creates initiations and reads responses. A
 * {@link io.jitpeers.testkit.wireguard.FakeWireGuardKernel} answers initiations.
 *
 * <p>The code follows sections 5.4.2 to 5.4.6 of the WireGuard whitepaper, in its notation, and is
 * independent of the code under test. It has no cookies, no rekeying and no data transfer, so it is
 * not a VPN.
 */
@NullMarked
package io.jitpeers.testkit.wireguard;

import org.jspecify.annotations.NullMarked;
