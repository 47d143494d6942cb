package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * A WireGuard interface without its peers.
 *
 * @param index the interface's index
 * @param name the interface's current name
 * @param listenPort the interface's UDP port, 0 if it has none yet
 * @param publicKey the interface's public key, or null if it has no private key
 * @param privateKey the interface's private key, or null if it has none; the caller destroys the
 *     key
 */
public record WireGuardDevice(
    int index,
    String name,
    int listenPort,
    @Nullable PublicKey publicKey,
    @Nullable PrivateKey privateKey) {}
