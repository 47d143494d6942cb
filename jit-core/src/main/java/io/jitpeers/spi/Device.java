package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.ResponderKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A snapshot of the WireGuard device behind a {@link PeerStore}. Immutable and thread-safe. */
public final class Device {
  private final String name;
  private final long incarnation;
  private final int listenPort;
  private final ResponderKey responderKey;

  private Device(String name, long incarnation, int listenPort, ResponderKey responderKey) {
    this.name = name;
    this.incarnation = incarnation;
    this.listenPort = listenPort;
    this.responderKey = responderKey;
  }

  /**
   * Creates a device snapshot. Later versions may add fields, which this method will set to their
   * defaults.
   *
   * @param name the interface's name, for logs
   * @param incarnation a number that changes whenever the device is created anew or its private key
   *     changes; everything read earlier about the device's peers is then invalid
   * @param listenPort the UDP port, 1 to 65535, or 0 if the device does not listen
   * @param responderKey the key that opens initiations sent to this device
   * @return an immutable snapshot
   */
  public static Device of(
      String name, long incarnation, int listenPort, ResponderKey responderKey) {
    return new Device(name, incarnation, listenPort, responderKey);
  }

  /** {@return the interface's name, for logs} */
  public String name() {
    return name;
  }

  /**
   * {@return a number that changes, within this process, whenever the device is created anew or its
   * private key changes; everything read earlier about the device's peers is then invalid}
   */
  public long incarnation() {
    return incarnation;
  }

  /** {@return the UDP port, 1 to 65535, or 0 if the device does not listen} */
  public int listenPort() {
    return listenPort;
  }

  /** {@return the key that opens initiations sent to this device} */
  public ResponderKey responderKey() {
    return responderKey;
  }

  /** {@return the device's public key, by which clients know this gateway} */
  public PublicKey publicKey() {
    return responderKey.publicKey();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Device that
        && name.equals(that.name)
        && incarnation == that.incarnation
        && listenPort == that.listenPort
        && responderKey.equals(that.responderKey);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, incarnation, listenPort, responderKey);
  }

  @Override
  public String toString() {
    return "Device[" + name + ", port " + listenPort + ", " + responderKey + "]";
  }
}
