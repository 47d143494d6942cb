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
 * The exclusive right of one store to provision an interface. The claim is a {@code
 * NETLINK_USERSOCK} socket in the interface's network namespace, bound to a port id that represents
 * the interface's index. No messages are sent on this socket. Within a protocol and a namespace,
 * the kernel gives a port id to only one socket, whichever user owns the socket ({@code
 * netlink_insert} in {@code net/netlink/af_netlink.c}). The kernel frees the port id when the
 * socket's last descriptor is closed, for example when the process dies.
 *
 * <p>The claim has no effect before {@link #begin}. From then on, when the interface is created
 * anew with another index, the new index is claimed before the old one is released. Thread-safe.
 */
final class InterfaceClaim implements AutoCloseable {
  /**
   * The lowest port id of a claim. Claims use only port ids that the kernel never assigns by
   * itself. To a socket that asks for no port id, the kernel assigns the process id (at most 2^22)
   * or, if that is taken, a negative number ({@code netlink_autobind}).
   */
  private static final int FIRST_PORT_ID = 0x4000_0000;

  /**
   * The bits of the index that go into the port id. Only an administrator can assign an index with
   * more bits. Such an index shares its port id with a small index. If interfaces with both indexes
   * exist, only one of them can be claimed at a time.
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

  /** Claims an interface, and from then on each interface that replaces it. */
  void begin(InterfaceRef which) throws NetlinkException {
    synchronized (this) {
      begun = true;
    }
    require(which);
  }

  /**
   * Ensures that an interface is claimed. Called before the interface is changed. If the interface
   * was created anew, moves the claim to the new interface. Does nothing before {@link #begin}.
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

  /**
   * Moves the claim to the interface with the given index. Does nothing if that interface is
   * already claimed, or if there is no claim.
   */
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
              + "), and would undo what this one does: stop the other or give this one an interface"
              + " of its own",
          e);
    }
  }

  /**
   * Destroys this process's copy of a device's private key. Does nothing if the device has no
   * private key. The kernel's copy of the key does not change.
   */
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
