package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import java.nio.charset.StandardCharsets;

/**
 * A reference to an interface, in one of the two forms that the kernel accepts in a request: name
 * or index.
 */
public sealed interface InterfaceRef {
  /** {@code IFNAMSIZ} of {@code linux/if.h}, including the terminating zero byte. */
  int MAX_NAME_LENGTH = 16;

  /** The maximum size in bytes of the attribute for the name or index, including its header. */
  int MAX_SPACE = Netlink.ATTRIBUTE_HEADER_LENGTH + MAX_NAME_LENGTH;

  /** Writes the attribute that contains the name or index. */
  void write(MessageWriter writer);

  /** Returns whether an interface is the referenced one. */
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
      // The same rule as in dev_valid_name (net/core/dev.c). Forbids the zero byte too, because the
      // kernel would ignore the text after it.
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
   * An interface by index, together with its current name. A renamed interface keeps its index.
   *
   * @param index positive
   * @param name the name to show in log and error messages
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
