/**
 * WireGuard values and the responder's side of a handshake initiation. Begin with {@link
 * io.jitpeers.wireguard.ResponderKey}, which opens initiations: it tells which static key a client
 * used and proves that the client holds it, without ever giving the private key away.
 *
 * <p>Values ({@link io.jitpeers.wireguard.PublicKey}, {@link io.jitpeers.wireguard.IpPrefix},
 * {@link io.jitpeers.wireguard.PeerConfig} and the rest) are immutable and can be shared between
 * threads freely. Secrets ({@link io.jitpeers.wireguard.PrivateKey}, {@link
 * io.jitpeers.wireguard.PresharedKey}) redact themselves in {@code toString} and can be destroyed;
 * {@link io.jitpeers.wireguard.PrivateKeyFile} reads one.
 *
 * <p>Names and numbers follow the WireGuard whitepaper (Donenfeld, NDSS 2017), section 5.
 */
@NullMarked
package io.jitpeers.wireguard;

import org.jspecify.annotations.NullMarked;
