package io.jitpeers.statistics;

import io.jitpeers.wireguard.PublicKey;

/**
 * The state of an orchestrator's device when it was last read. Immutable and thread-safe.
 *
 * @param name the interface's name
 * @param publicKey the device's public key, by which clients know the gateway
 * @param listenPort the UDP port, 1 to 65535, or 0 if the device does not listen
 * @param readable whether the latest attempt to read the device succeeded. The device is read at
 *     every sweep. If the store can detect changes of the device, the device is also read after
 *     each change
 */
public record DeviceStatus(String name, PublicKey publicKey, int listenPort, boolean readable) {}
