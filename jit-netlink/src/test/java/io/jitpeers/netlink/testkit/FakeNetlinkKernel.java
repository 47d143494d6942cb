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
 * A model of the Linux kernel's WireGuard as it is seen over netlink: generic netlink with the
 * family {@code wireguard}, and of {@code NETLINK_ROUTE} the links and notifications about them.
 * Made after {@code drivers/net/wireguard/netlink.c} and {@code net/netlink/af_netlink.c} of Linux
 * 6.1, with what they do when a dump and a change meet.
 *
 * <p>Its sockets answer before a send returns, so a receive that finds nothing fails at once with
 * {@code ETIMEDOUT}; only a socket that joined a multicast group waits, in real time. Links are
 * notified of when they are created, deleted, renamed, set up or down; not when a WireGuard
 * device's key, port or peers change, because the kernel does not either.
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
  /** How many peers the kernel gives a device ({@code MAX_PEERS_PER_DEVICE}). */
  public static final int MAX_PEERS = 1 << 20;

  static final int FIRST_FAMILY_ID = 0x1D;
  private static final int FIRST_PORT_ID = 4711;
  // NLMSG_GOODSIZE: a page without the overhead of a buffer.
  private static final int SMALL_DATAGRAM = 3776;
  // SKB_WITH_OVERHEAD(32768): the most a dump's datagram grows to.
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
   * Makes a kernel that has WireGuard, a loopback interface and nothing else.
   *
   * @param time the clock of handshakes
   */
  public FakeNetlinkKernel(TimeSource time) {
    this.time = time;
    links.add(new FakeLink(++lastIndex, "lo"));
  }

  /** What is to go wrong. */
  public KernelFaults faults() {
    return faults;
  }

  /** Opens sockets of this kernel. */
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

  /** Creates an interface that is not WireGuard. */
  public void addOtherLink(String name) {
    synchronized (lock) {
      requireFree(name);
      FakeLink link = new FakeLink(++lastIndex, name);
      links.add(link);
      notifyLink(Uapi.RTM_NEWLINK, link);
    }
  }

  /** Deletes an interface of any kind. A dump that is under way goes on. */
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

  /** Whether the kernel has WireGuard; it has at first. */
  public void setFamilyPresent(boolean present) {
    synchronized (lock) {
      familyPresent = present;
    }
  }

  /** Gives the family another number, as when the module is loaded again. */
  public void renumberFamily() {
    synchronized (lock) {
      familyId++;
    }
  }

  /** Whether sockets may speak to WireGuard; they may at first. */
  public void setPrivileged(boolean allowed) {
    synchronized (lock) {
      privileged = allowed;
    }
  }

  /** How many peers a device can have; one more is {@code ENOMEM}. */
  public void setMaxPeers(int count) {
    synchronized (lock) {
      maxPeers = count;
    }
  }

  /**
   * Sets how long a dump's datagrams are at most.
   *
   * @param bytes at least 512; 0 for as the kernel has it: small at first, then as long as the
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

  /** Loses notifications: sockets that joined a group fail their next receive with ENOBUFS. */
  public void loseNotifications() {
    synchronized (lock) {
      sockets.stream().filter(FakeSocket::hearsOfLinks).forEach(s -> s.queueError(Errno.ENOBUFS));
    }
  }

  /** The requests to set a device so far, in their order. */
  public List<SetRequest> setRequests() {
    synchronized (lock) {
      return List.copyOf(setRequests);
    }
  }

  /** Forgets the requests so far. */
  public void clearSetRequests() {
    synchronized (lock) {
      setRequests.clear();
    }
  }

  /** How many sockets are open now. */
  public int openSockets() {
    synchronized (lock) {
      return sockets.size();
    }
  }

  /** How many sockets were ever opened. */
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
      // Port ids beyond the first of a process are negative numbers.
      FakeSocket socket = new FakeSocket(this, options, nextPortId);
      nextPortId = nextPortId > 0 ? -FIRST_PORT_ID : nextPortId - 1;
      sockets.add(socket);
      socketsOpened++;
      return socket;
    }
  }

  /** A socket on a port id of the caller's choice, which one socket of a protocol can have. */
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

  /** The family's number, or 0 if it is absent. */
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
