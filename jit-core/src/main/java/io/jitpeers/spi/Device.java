package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.ResponderKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The WireGuard device behind a {@link PeerStore}, as it was when read. Immutable and thread-safe.
 */
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
   * Returns such a value. What may be added later has a default then.
   *
   * @param name the interface's name, for logs
   * @param incarnation a number that differs whenever the device was created anew or its private
   *     key changed, so that what was known of its peers no longer holds
   * @param listenPort 1 to 65535, or 0 if the device does not listen
   * @param responderKey what opens initiations that were sent to this device
   * @return an immutable value
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
   * {@return a number that differs, within this process, whenever the device was created anew or
   * its private key changed, so that what was known of its peers no longer holds}
   */
  public long incarnation() {
    return incarnation;
  }

  /** {@return the UDP port, 1 to 65535, or 0 if the device does not listen} */
  public int listenPort() {
    return listenPort;
  }

  /** {@return the key that opens initiations that were sent to this device} */
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
