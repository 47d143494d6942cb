package io.jitpeers.statistics;

import io.jitpeers.wireguard.PublicKey;

/**
 * What is known of an orchestrator's device. Immutable and thread-safe.
 *
 * @param name the interface's name, as it was read last
 * @param publicKey the key that clients know the gateway by, as it was read last
 * @param listenPort the UDP port, 1 to 65535, or 0 if the device does not listen, as it was read
 *     last
 * @param readable whether the latest attempt to read the device succeeded; the device is read when
 *     it changes, if the store notices, and at every sweep
 */
public record DeviceStatus(String name, PublicKey publicKey, int listenPort, boolean readable) {}
