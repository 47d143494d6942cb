package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import java.nio.charset.StandardCharsets;

/** Which interface a request is about, as the kernel takes it: by name or by index. */
public sealed interface InterfaceRef {
  /** {@code IFNAMSIZ} of {@code linux/if.h}, the ending zero byte included. */
  int MAX_NAME_LENGTH = 16;

  /** How many bytes the attribute takes at most. */
  int MAX_SPACE = Netlink.ATTRIBUTE_HEADER_LENGTH + MAX_NAME_LENGTH;

  /** Writes the attribute that names the interface. */
  void write(MessageWriter writer);

  /** Whether an interface is the one that is meant. */
  boolean matches(int interfaceIndex, String interfaceName);

  /**
   * An interface by name.
   *
   * @param name 1 to 15 bytes
   */
  record ByName(String name) implements InterfaceRef {
    public ByName {
      int length = name.getBytes(StandardCharsets.UTF_8).length;
      if (length == 0 || length >= MAX_NAME_LENGTH) {
        throw new IllegalArgumentException(
            "an interface name has 1 to " + (MAX_NAME_LENGTH - 1) + " bytes, not " + length);
      }
      // As dev_valid_name of net/core/dev.c; what follows a zero byte the kernel would not see.
      if (name.equals(".") || name.equals("..") || name.chars().anyMatch(ByName::isForbidden)) {
        throw new IllegalArgumentException("no interface can be called \"" + name + "\"");
      }
    }

    private static boolean isForbidden(int character) {
      return character == '/' || character == ':' || character <= ' ';
    }

    @Override
    public void write(MessageWriter writer) {
      writer.putText(WireGuard.WGDEVICE_A_IFNAME, name);
    }

    @Override
    public boolean matches(int interfaceIndex, String interfaceName) {
      return name.equals(interfaceName);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * An interface by index.
   *
   * @param index positive
   */
  record ByIndex(int index) implements InterfaceRef {
    public ByIndex {
      if (index <= 0) {
        throw new IllegalArgumentException("an interface index is positive, not " + index);
      }
    }

    @Override
    public void write(MessageWriter writer) {
      writer.putU32(WireGuard.WGDEVICE_A_IFINDEX, index);
    }

    @Override
    public boolean matches(int interfaceIndex, String interfaceName) {
      return index == interfaceIndex;
    }

    @Override
    public String toString() {
      return "interface " + index;
    }
  }

  /**
   * An interface by index, whose name is known. It stays the same interface when it is renamed.
   *
   * @param index positive
   * @param name for messages
   */
  record Resolved(int index, String name) implements InterfaceRef {
    @Override
    public void write(MessageWriter writer) {
      writer.putU32(WireGuard.WGDEVICE_A_IFINDEX, index);
    }

    @Override
    public boolean matches(int interfaceIndex, String interfaceName) {
      return index == interfaceIndex;
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
