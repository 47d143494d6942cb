package io.jitpeers.netlink.testkit;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.linux.netlink.NetlinkSocketFactory;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PrivateKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model of the Linux kernel's WireGuard over netlink: generic netlink with the family {@code
 * wireguard}, and the links of {@code NETLINK_ROUTE} with notifications about them. It follows
 * {@code drivers/net/wireguard/netlink.c} and {@code net/netlink/af_netlink.c} of Linux 6.1,
 * including the behaviour of a dump when a change occurs.
 *
 * <p>Its sockets answer before a send returns, so a receive that finds nothing fails at once with
 * {@code ETIMEDOUT}; only a socket that joined a multicast group waits, in real time. It sends
 * notifications when links are created, deleted, renamed, set up or down. Like the kernel, it sends
 * none when a WireGuard device's key, port or peers change.
 *
 * <pre>{@code
 * FakeNetlinkKernel kernel = new FakeNetlinkKernel(time);
 * FakeDevice wg0 = kernel.addDevice("wg0", privateKey, 51820);
 * WireGuardClient client = new WireGuardClient(kernel.sockets());
 * kernel.faults().interruptDumps(2);
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class FakeNetlinkKernel {
  /** The most peers of a device in the kernel ({@code MAX_PEERS_PER_DEVICE}). */
  public static final int MAX_PEERS = 1 << 20;

  static final int FIRST_FAMILY_ID = 0x1D;
  private static final int FIRST_PORT_ID = 4711;
  // NLMSG_GOODSIZE: a page without the overhead of a buffer.
  private static final int SMALL_DATAGRAM = 3776;
  // SKB_WITH_OVERHEAD(32768): the maximum length of a dump's datagram.
  private static final int LARGE_DATAGRAM = 32_448;
  private static final int LEAST_DATAGRAM = 512;

  final Object lock = new Object();
  private final TimeSource time;
  private final KernelFaults faults = new KernelFaults(lock);
  private final RequestHandler handler = new RequestHandler(this);
  private final List<FakeLink> links = new ArrayList<>();
  private final Set<FakeSocket> sockets = new LinkedHashSet<>();
  private final List<SetRequest> setRequests = new ArrayList<>();
  private int lastIndex;
  private int familyId = FIRST_FAMILY_ID;
  private boolean familyPresent = true;
  private boolean privileged = true;
  private int maxPeers = MAX_PEERS;
  private int datagramLength;
  private int nextPortId = FIRST_PORT_ID;
  private int socketsOpened;

  /**
   * Creates a kernel with WireGuard and only a loopback interface.
   *
   * @param time the clock of handshakes
   */
  public FakeNetlinkKernel(TimeSource time) {
    this.time = time;
    links.add(new FakeLink(++lastIndex, "lo"));
  }

  /** Returns the faults to inject. */
  public KernelFaults faults() {
    return faults;
  }

  /** Returns a factory of sockets of this kernel. */
  public NetlinkSocketFactory sockets() {
    return this::open;
  }

  /**
   * Creates a WireGuard interface, up, with the next index.
   *
   * @param key its private key, or null for none yet
   * @throws IllegalStateException if there is an interface of that name
   */
  public FakeDevice addDevice(String name, @Nullable PrivateKey key, int listenPort) {
    synchronized (lock) {
      requireFree(name);
      DeviceState state = new DeviceState(++lastIndex, name);
      links.add(state);
      FakeDevice device = new FakeDevice(this, state);
      if (key != null) {
        device.setPrivateKey(key);
      }
      device.setListenPort(listenPort);
      notifyLink(Uapi.RTM_NEWLINK, state);
      return device;
    }
  }

  /** Creates an interface of a kind other than WireGuard. */
  public void addOtherLink(String name) {
    synchronized (lock) {
      requireFree(name);
      FakeLink link = new FakeLink(++lastIndex, name);
      links.add(link);
      notifyLink(Uapi.RTM_NEWLINK, link);
    }
  }

  /** Deletes an interface of any kind. A running dump continues. */
  public void deleteLink(String name) {
    synchronized (lock) {
      FakeLink link = require(name);
      links.remove(link);
      notifyLink(Uapi.RTM_DELLINK, link);
    }
  }

  /** Renames an interface of any kind. */
  public void renameLink(String name, String newName) {
    synchronized (lock) {
      FakeLink link = require(name);
      requireFree(newName);
      link.name = newName;
      notifyLink(Uapi.RTM_NEWLINK, link);
    }
  }

  /** Sets whether the kernel has WireGuard; true at first. */
  public void setFamilyPresent(boolean present) {
    synchronized (lock) {
      familyPresent = present;
    }
  }

  /** Gives the family another number, as reloading the module does. */
  public void renumberFamily() {
    synchronized (lock) {
      familyId++;
    }
  }

  /** Sets whether sockets may use WireGuard; true at first. */
  public void setPrivileged(boolean allowed) {
    synchronized (lock) {
      privileged = allowed;
    }
  }

  /** Sets the most peers of a device; one more fails with {@code ENOMEM}. */
  public void setMaxPeers(int count) {
    synchronized (lock) {
      maxPeers = count;
    }
  }

  /**
   * Sets the maximum length of a dump's datagrams.
   *
   * @param bytes at least 512; 0 for the kernel's behaviour: small at first, then as long as the
   *     longest receive, up to almost 32 KiB
   */
  public void setDatagramLength(int bytes) {
    if (bytes != 0 && bytes < LEAST_DATAGRAM) {
      throw new IllegalArgumentException(
          "a datagram has at least " + LEAST_DATAGRAM + " bytes, not " + bytes);
    }
    synchronized (lock) {
      datagramLength = bytes;
    }
  }

  /** Loses notifications: the next receive of sockets that joined a group fails with ENOBUFS. */
  public void loseNotifications() {
    synchronized (lock) {
      sockets.stream().filter(FakeSocket::hearsOfLinks).forEach(s -> s.queueError(Errno.ENOBUFS));
    }
  }

  /** Returns the requests to set a device so far, in order. */
  public List<SetRequest> setRequests() {
    synchronized (lock) {
      return List.copyOf(setRequests);
    }
  }

  /** Removes the recorded requests. */
  public void clearSetRequests() {
    synchronized (lock) {
      setRequests.clear();
    }
  }

  /** Returns how many sockets are open. */
  public int openSockets() {
    synchronized (lock) {
      return sockets.size();
    }
  }

  /** Returns how many sockets were opened in total. */
  public int socketsOpened() {
    synchronized (lock) {
      return socketsOpened;
    }
  }

  private NetlinkSocket open(NetlinkSocketOptions options) throws SystemCallException {
    synchronized (lock) {
      if (faults.openErrno() != 0) {
        throw new SystemCallException("opening", "a netlink socket", faults.openErrno());
      }
      if (options.protocol() != Netlink.NETLINK_GENERIC
          && options.protocol() != Netlink.NETLINK_ROUTE
          && options.protocol() != Netlink.NETLINK_USERSOCK) {
        throw new SystemCallException("opening", "a netlink socket", Errno.EPROTONOSUPPORT);
      }
      if (options.portId() != 0) {
        return openAt(options);
      }
      // The kernel gives negative port ids to further sockets of a process.
      FakeSocket socket = new FakeSocket(this, options, nextPortId);
      nextPortId = nextPortId > 0 ? -FIRST_PORT_ID : nextPortId - 1;
      sockets.add(socket);
      socketsOpened++;
      return socket;
    }
  }

  /**
   * Opens a socket with a port id of the caller's choice, which only one socket of a protocol can
   * have.
   */
  private NetlinkSocket openAt(NetlinkSocketOptions options) throws SystemCallException {
    if (sockets.stream().anyMatch(socket -> socket.isAt(options.protocol(), options.portId()))) {
      throw new SystemCallException("binding", "a netlink socket", Errno.EADDRINUSE);
    }
    FakeSocket socket = new FakeSocket(this, options, options.portId());
    sockets.add(socket);
    socketsOpened++;
    return socket;
  }

  void notifyLink(int type, FakeLink link) {
    byte[] message = LinkMessages.notification(type, link);
    sockets.stream().filter(FakeSocket::hearsOfLinks).forEach(s -> s.queue(message));
  }

  void handle(FakeSocket from, ByteBuffer datagram) {
    handler.handle(from, datagram);
  }

  void forget(FakeSocket socket) {
    sockets.remove(socket);
  }

  void record(SetRequest request) {
    setRequests.add(request);
  }

  TimeSource time() {
    return time;
  }

  /** Returns the family's number, or 0 if it is absent. */
  int familyId() {
    return familyPresent ? familyId : 0;
  }

  boolean isPrivileged() {
    return privileged;
  }

  int maxPeers() {
    return maxPeers;
  }

  int dumpDatagramLength(int largestReceive) {
    return datagramLength != 0
        ? datagramLength
        : Math.max(SMALL_DATAGRAM, Math.min(largestReceive, LARGE_DATAGRAM));
  }

  List<FakeLink> links() {
    return links;
  }

  @Nullable FakeLink link(String name) {
    return links.stream().filter(link -> link.name.equals(name)).findFirst().orElse(null);
  }

  @Nullable FakeLink link(int index) {
    return links.stream().filter(link -> link.index == index).findFirst().orElse(null);
  }

  private FakeLink require(String name) {
    FakeLink link = link(name);
    if (link == null) {
      throw new IllegalStateException("there is no interface " + name);
    }
    return link;
  }

  private void requireFree(String name) {
    if (link(name) != null) {
      throw new IllegalStateException("there is an interface " + name + " already");
    }
  }
}
