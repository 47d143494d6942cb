package io.jitpeers.netlink.internal.store;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.linux.netlink.NetlinkSocketFactory;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.internal.connection.Failures;
import io.jitpeers.netlink.internal.wireguard.InterfaceRef;
import io.jitpeers.netlink.internal.wireguard.WireGuardClient;
import io.jitpeers.netlink.internal.wireguard.WireGuardDevice;
import io.jitpeers.wireguard.PrivateKey;
import org.jspecify.annotations.Nullable;

/**
 * The right to provision into an interface, which one store at a time has: a {@code
 * NETLINK_USERSOCK} socket, bound to a port id that stands for the interface's index, in its
 * network namespace. Nobody speaks on it. The kernel keeps a port id from a second socket of the
 * protocol and namespace ({@code netlink_insert} in {@code net/netlink/af_netlink.c}), whoever
 * asks, and frees it when the last descriptor is closed, also by the death of the process.
 *
 * <p>It does nothing until it is begun. From then on it follows the interface from index to index;
 * the new one is claimed before the old one is let go. Thread-safe.
 */
final class InterfaceClaim implements AutoCloseable {
  /**
   * Above every process id (2^22), which the kernel gives sockets that name no port id, and not
   * negative, which it gives when that one is taken ({@code netlink_autobind}).
   */
  private static final int FIRST_PORT_ID = 0x4000_0000;

  /**
   * An index beyond these bits, which only an administrator gives, shares a port id with a small
   * one: the second of two such interfaces is then refused although nobody has it.
   */
  private static final int INDEX_BITS = 0x3FFF_FFFF;

  private static final int NONE = 0;

  private final NetlinkSocketFactory sockets;
  private final WireGuardClient looking;
  private @Nullable NetlinkSocket held;
  private int index = NONE;
  private boolean begun;
  private boolean closed;

  InterfaceClaim(NetlinkSocketFactory sockets, WireGuardClient looking) {
    this.sockets = sockets;
    this.looking = looking;
  }

  /** Claims an interface, and each one that takes its place. */
  void begin(InterfaceRef which) throws NetlinkException {
    synchronized (this) {
      begun = true;
    }
    require(which);
  }

  /**
   * Makes sure that the interface a call is about to change is the claimed one; before {@link
   * #begin}, every one is. One that was made anew is claimed.
   */
  void require(InterfaceRef which) throws NetlinkException {
    if (!covers(which)) {
      WireGuardDevice device = looking.device(which);
      forget(device);
      follow(device.index(), device.name());
    }
  }

  private synchronized boolean covers(InterfaceRef which) {
    return !begun || (which instanceof InterfaceRef.Resolved known && known.index() == index);
  }

  /** Moves the claim to an interface that was just read, if it is not there yet. */
  synchronized void follow(int newIndex, String name) throws NetlinkException {
    if (!begun || closed || newIndex == index) {
      return;
    }
    NetlinkSocket before = held;
    held = bind(newIndex, name);
    index = newIndex;
    if (before != null) {
      before.close();
    }
  }

  private NetlinkSocket bind(int newIndex, String name) throws NetlinkException {
    int portId = FIRST_PORT_ID | (newIndex & INDEX_BITS);
    String operation = "claiming the WireGuard device " + name;
    try {
      return sockets.open(NetlinkSocketOptions.of(Netlink.NETLINK_USERSOCK).withPortId(portId));
    } catch (SystemCallException e) {
      if (e.errno() != Errno.EADDRINUSE) {
        throw Failures.of(operation, e);
      }
      throw NetlinkException.ofErrno(
          operation,
          e.errno(),
          null,
          -1,
          "another JIT Peers gateway provisions into it ("
              + ClaimHolder.describe(sockets, portId)
              + "), and would undo what this one does: stop that one, or give this one an interface"
              + " of its own",
          e);
    }
  }

  /** Destroys the private key that came with a look at the device. */
  static void forget(WireGuardDevice device) {
    PrivateKey privateKey = device.privateKey();
    if (privateKey != null) {
      privateKey.destroy();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    NetlinkSocket before = held;
    held = null;
    index = NONE;
    if (before != null) {
      before.close();
    }
  }
}
