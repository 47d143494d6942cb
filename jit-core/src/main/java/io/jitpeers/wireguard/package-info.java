/**
 * WireGuard values and the responder's side of a handshake initiation. Begin with {@link
 * io.jitpeers.wireguard.ResponderKey}, which opens initiations: it determines a client's static key
 * from the client's initiation, and verifies that the client holds the private key. The gateway's
 * own private key is not exposed.
 *
 * <p>Values ({@link io.jitpeers.wireguard.PublicKey}, {@link io.jitpeers.wireguard.IpPrefix},
 * {@link io.jitpeers.wireguard.PeerConfig} and others) are immutable, and threads can share them
 * freely. Secrets ({@link io.jitpeers.wireguard.PrivateKey}, {@link
 * io.jitpeers.wireguard.PresharedKey}) never appear in {@code toString} and can be destroyed.
 * {@link io.jitpeers.wireguard.PrivateKeyFile} reads a private key.
 *
 * <p>Names and numbers follow the WireGuard whitepaper (Donenfeld, NDSS 2017), section 5.
 */
@NullMarked
package io.jitpeers.wireguard;

import org.jspecify.annotations.NullMarked;
