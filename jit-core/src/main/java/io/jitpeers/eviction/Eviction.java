package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;

/**
 * One peer that is to go, and why. Immutable and thread-safe.
 *
 * @param key the peer
 * @param cause why
 */
public record Eviction(PublicKey key, EvictionCause cause) {}
