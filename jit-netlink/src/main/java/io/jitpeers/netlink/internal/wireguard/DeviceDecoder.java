package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Parses the attributes of the device itself from a dump's first message. Not thread-safe. */
final class DeviceDecoder {
  private final AttributeReader attributes;

  // The device that is being parsed.
  private int index;
  private String name = "";
  private int listenPort;
  private @Nullable PublicKey publicKey;
  private @Nullable PrivateKey privateKey;

  DeviceDecoder(ByteBuffer buffer) {
    attributes = new AttributeReader(buffer);
  }

  /** Parses the message at the reader's position, including the private key. */
  WireGuardDevice decode(MessageReader message) throws NetlinkFormatException {
    return decode(message, true);
  }

  /** Parses the message at the reader's position without copying the private key. */
  WireGuardDevice decodePublic(MessageReader message) throws NetlinkFormatException {
    return decode(message, false);
  }

  private WireGuardDevice decode(MessageReader message, boolean withPrivateKey)
      throws NetlinkFormatException {
    index = 0;
    name = "";
    listenPort = 0;
    publicKey = null;
    boolean decoded = false;
    try {
      message.attributes(attributes, Netlink.GENERIC_HEADER_LENGTH);
      while (attributes.next()) {
        readAttribute(withPrivateKey);
      }
      if (index <= 0 || name.isEmpty()) {
        throw new NetlinkFormatException("no interface index or no name in it");
      }
      decoded = true;
      return new WireGuardDevice(index, name, listenPort, publicKey, privateKey);
    } finally {
      if (!decoded) {
        destroyPrivateKey();
      }
      privateKey = null;
    }
  }

  private void readAttribute(boolean withPrivateKey) throws NetlinkFormatException {
    switch (attributes.type()) {
      case WireGuard.WGDEVICE_A_IFINDEX -> index = attributes.u32();
      case WireGuard.WGDEVICE_A_IFNAME -> name = attributes.text();
      case WireGuard.WGDEVICE_A_LISTEN_PORT -> listenPort = attributes.u16();
      case WireGuard.WGDEVICE_A_PUBLIC_KEY -> publicKey = PublicKey.ofBytes(readBytes());
      case WireGuard.WGDEVICE_A_PRIVATE_KEY -> {
        if (withPrivateKey) {
          destroyPrivateKey();
          privateKey = readPrivateKey();
        }
      }
      default -> {
        // An attribute that is not needed, or that this version does not know.
      }
    }
  }

  private void destroyPrivateKey() {
    if (privateKey != null) {
      privateKey.destroy();
      privateKey = null;
    }
  }

  /**
   * Returns the private key; null if all its bytes are zero, because zeros mean that the device has
   * no key. (All known kernels then omit the attribute instead of sending zeros.)
   */
  private @Nullable PrivateKey readPrivateKey() throws NetlinkFormatException {
    byte[] bytes = readBytes();
    try {
      return PrivateKey.ofBytes(bytes);
    } catch (IllegalArgumentException e) {
      return null;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private byte[] readBytes() throws NetlinkFormatException {
    byte[] bytes = new byte[WireGuard.KEY_LEN];
    attributes.copy(bytes);
    return bytes;
  }
}
