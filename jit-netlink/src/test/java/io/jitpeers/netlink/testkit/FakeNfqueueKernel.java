package io.jitpeers.netlink.testkit;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.linux.netlink.NetlinkSocketFactory;
import io.jitpeers.netlink.internal.nfqueue.KernelLosses;
import io.jitpeers.netlink.internal.nfqueue.Nfqueue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The kernel's side of one NFQUEUE number, as in {@code net/netfilter/nfnetlink_queue.c}: ids,
 * verdicts, batch verdicts, a queue and a receive buffer that can be full, and the fate of packets
 * when their queue ends. Thread-safe.
 */
public final class FakeNfqueueKernel {
  private final int number;
  // Guarded by this, like all fields.
  private final List<FakeNfqueueSocket> sockets = new ArrayList<>();
  private final Map<Integer, Integer> refusals = new TreeMap<>();
  private Instance instance;
  private int openErrno;
  private int nextPortId = 4000;
  private int receiveCapacity = Integer.MAX_VALUE;
  private int batchVerdicts;
  private int singleVerdicts;
  private int firstId;
  private Runnable afterBinding = () -> {};

  /** The fate of a packet. */
  public enum Fate {
    /** It got the verdict to pass. */
    PASSED,
    /** It got the verdict to be dropped. */
    DROPPED,
    /** No socket had bound the queue, and the rule has {@code flags bypass}. */
    BYPASSED,
    /** It could not be queued, and passed. */
    FAILED_OPEN,
    /** It could not be queued, and was dropped. */
    NOT_QUEUED,
    /** It was in the queue when the queue ended or its interface went down. */
    FLUSHED
  }

  /** A packet that was sent. */
  public static final class Sent {
    private final CompletableFuture<Fate> fate = new CompletableFuture<>();

    /** Waits for the packet's fate. */
    public Fate fate() {
      try {
        return fate.get(60, TimeUnit.SECONDS);
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        throw new AssertionError("the packet has no verdict", e);
      }
    }

    /** Returns whether its fate is still open. */
    public boolean isUndecided() {
      return !fate.isDone();
    }
  }

  private static final class Instance {
    final FakeNfqueueSocket owner;
    final TreeMap<Integer, Sent> queue = new TreeMap<>((a, b) -> Integer.compare(a - b, 0));
    int maxLength = 1024;
    int copyMode;
    int copyRange;
    boolean failOpen;
    int newest;
    int queueDropped;
    int userDropped;

    Instance(FakeNfqueueSocket owner, int firstId) {
      this.owner = owner;
      this.newest = firstId;
    }
  }

  /** Creates a kernel in which a firewall rule queues all packets to one number. */
  public FakeNfqueueKernel(int number) {
    this.number = number;
  }

  /** Returns a factory of sockets of this kernel. */
  public NetlinkSocketFactory sockets() {
    return options -> open(options.protocol());
  }

  private synchronized FakeNfqueueSocket open(int protocol) throws SystemCallException {
    if (protocol != Netlink.NETLINK_NETFILTER) {
      throw new IllegalArgumentException("protocol " + protocol);
    }
    if (openErrno != 0) {
      throw new SystemCallException("opening", "a netlink socket", openErrno);
    }
    FakeNfqueueSocket socket = new FakeNfqueueSocket(this, nextPortId++);
    sockets.add(socket);
    return socket;
  }

  /** Returns the kernel's file about its queues. */
  public KernelLosses.Opener file() {
    return () ->
        new KernelLosses.File() {
          @Override
          public String read() {
            return fileText();
          }

          @Override
          public void close() {}
        };
  }

  private synchronized String fileText() {
    if (instance == null) {
      return "";
    }
    return "%5d %6d %5d %1d %5d %5d %5d %8d %2d%n"
        .formatted(
            number,
            instance.owner.portId(),
            instance.queue.size(),
            instance.copyMode,
            instance.copyRange,
            instance.queueDropped,
            instance.userDropped,
            instance.newest,
            1);
  }

  /** Sends a packet that the firewall rule queues. */
  public synchronized Sent send(byte[] ipPacket) {
    Sent sent = new Sent();
    if (instance == null) {
      sent.fate.complete(Fate.BYPASSED);
    } else if (instance.copyMode == 0) {
      sent.fate.complete(Fate.NOT_QUEUED);
    } else if (instance.queue.size() >= instance.maxLength) {
      instance.queueDropped += instance.failOpen ? 0 : 1;
      sent.fate.complete(instance.failOpen ? Fate.FAILED_OPEN : Fate.NOT_QUEUED);
    } else {
      enqueue(sent, ipPacket);
    }
    return sent;
  }

  private void enqueue(Sent sent, byte[] ipPacket) {
    int id = ++instance.newest;
    if (instance.owner.offer(packetMessage(id, ipPacket, instance.copyRange), receiveCapacity)) {
      instance.queue.put(id, sent);
    } else {
      instance.userDropped += instance.failOpen ? 0 : 1;
      sent.fate.complete(instance.failOpen ? Fate.FAILED_OPEN : Fate.NOT_QUEUED);
    }
  }

  /** Returns the message about a packet. */
  public byte[] packetMessage(int id, byte[] ipPacket, int copyRange) {
    int copied = Math.min(copyRange, ipPacket.length);
    ByteBuffer message = ByteBuffer.allocate(64 + copied).order(ByteOrder.nativeOrder());
    header(message, Nfqueue.NFQNL_MSG_PACKET, 0, 0);
    message.put((byte) 2).put((byte) 0).put(network16(number));
    // struct nfqnl_msg_packet_hdr: id 4, protocol 2, hook 1; padding 1.
    attribute(message, Nfqueue.NFQA_PACKET_HDR, 7);
    message.put(network32(id)).put(network16(0x0800)).put((byte) 1).put((byte) 0);
    attribute(message, Nfqueue.NFQA_IFINDEX_INDEV, 4);
    message.put(network32(2));
    attribute(message, Nfqueue.NFQA_PAYLOAD, copied);
    message.put(ipPacket, 0, copied);
    return finish(message);
  }

  private static void header(ByteBuffer message, int type, int sequence, int portId) {
    message.putInt(0).putShort((short) type).putShort((short) 0).putInt(sequence).putInt(portId);
  }

  private static void attribute(ByteBuffer message, int type, int length) {
    message.putShort((short) (4 + length)).putShort((short) type);
  }

  private static byte[] finish(ByteBuffer message) {
    message.putInt(0, message.position());
    byte[] bytes = new byte[message.position()];
    message.get(0, bytes);
    return bytes;
  }

  private static byte[] network16(int value) {
    return ByteBuffer.allocate(2).putShort((short) value).array();
  }

  private static byte[] network32(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  /** Executes the requests in a datagram, as the kernel does within the system call. */
  synchronized void receive(FakeNfqueueSocket from, ByteBuffer datagram) {
    ByteBuffer copy = ByteBuffer.allocate(datagram.remaining()).put(datagram.duplicate()).flip();
    MessageReader message = new MessageReader(copy);
    AttributeReader attributes = new AttributeReader(copy);
    message.reset(copy.limit());
    try {
      while (message.next()) {
        int errno = carryOut(from, message, attributes);
        if (errno != 0 || (message.flags() & Netlink.NLM_F_ACK) != 0) {
          acknowledge(from, message, errno);
        }
      }
    } catch (NetlinkFormatException e) {
      throw new AssertionError("a malformed request", e);
    }
  }

  private void acknowledge(FakeNfqueueSocket to, MessageReader request, int errno) {
    ByteBuffer message = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
    header(message, Netlink.NLMSG_ERROR, request.sequence(), to.portId());
    message.putShort(6, (short) Netlink.NLM_F_CAPPED);
    message.putInt(-errno);
    header(message, request.type(), request.sequence(), to.portId());
    // A datagram that does not fit is lost.
    boolean unused = to.offer(finish(message), receiveCapacity);
  }

  private int carryOut(FakeNfqueueSocket from, MessageReader message, AttributeReader attributes)
      throws NetlinkFormatException {
    int refused = refusals.getOrDefault(message.type(), 0);
    if (refused != 0) {
      return refused;
    }
    message.attributes(attributes, Nfqueue.HEADER_LENGTH);
    return message.type() == Nfqueue.NFQNL_MSG_CONFIG
        ? configure(from, attributes)
        : verdict(from, message.type(), attributes);
  }

  private int configure(FakeNfqueueSocket from, AttributeReader attribute)
      throws NetlinkFormatException {
    while (attribute.next()) {
      if (attribute.type() == Nfqueue.NFQA_CFG_CMD) {
        int command = attribute.bytesAt(0, 1)[0];
        if (command == Nfqueue.NFQNL_CFG_CMD_PF_BIND) {
          return 0;
        }
        if (instance != null) {
          return instance.owner == from ? Errno.EBUSY : Errno.EPERM;
        }
        instance = new Instance(from, firstId);
        continue;
      }
      if (instance == null || instance.owner != from) {
        return instance == null ? Errno.ENODEV : Errno.EPERM;
      }
      set(attribute);
    }
    afterBinding.run();
    return 0;
  }

  private void set(AttributeReader attribute) throws NetlinkFormatException {
    switch (attribute.type()) {
      case Nfqueue.NFQA_CFG_PARAMS -> {
        instance.copyRange = attribute.networkIntAt(0);
        instance.copyMode = attribute.bytesAt(4, 1)[0];
      }
      case Nfqueue.NFQA_CFG_QUEUE_MAXLEN -> instance.maxLength = attribute.networkIntAt(0);
      case Nfqueue.NFQA_CFG_FLAGS -> instance.failOpen = attribute.networkIntAt(0) == 1;
      default -> {
        // The mask.
      }
    }
  }

  private int verdict(FakeNfqueueSocket from, int type, AttributeReader attribute)
      throws NetlinkFormatException {
    if (instance == null || instance.owner != from) {
      return instance == null ? Errno.ENODEV : Errno.EPERM;
    }
    if (!attribute.next() || attribute.type() != Nfqueue.NFQA_VERDICT_HDR) {
      return Errno.EINVAL;
    }
    Fate fate = attribute.networkIntAt(0) == Nfqueue.NF_ACCEPT ? Fate.PASSED : Fate.DROPPED;
    int id = attribute.networkIntAt(4);
    return type == Nfqueue.NFQNL_MSG_VERDICT ? single(id, fate) : batch(id, fate);
  }

  private int single(int id, Fate fate) {
    singleVerdicts++;
    Sent sent = instance.queue.remove(id);
    return sent != null && sent.fate.complete(fate) ? 0 : Errno.ENOENT;
  }

  private int batch(int id, Fate fate) {
    batchVerdicts++;
    boolean any = false;
    Iterator<Map.Entry<Integer, Sent>> entries = instance.queue.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Integer, Sent> entry = entries.next();
      if (entry.getKey() - id > 0) {
        break;
      }
      entry.getValue().fate.complete(fate);
      entries.remove();
      any = true;
    }
    return any ? 0 : Errno.ENOENT;
  }

  /** Handles the closing of a socket. */
  synchronized void closed(FakeNfqueueSocket socket) {
    sockets.remove(socket);
    if (instance != null && instance.owner == socket) {
      flush();
      instance = null;
    }
  }

  /** Drops everything in the queue, as when its interface goes down. */
  public synchronized void flush() {
    instance.queue.values().forEach(sent -> sent.fate.complete(Fate.FLUSHED));
    instance.queue.clear();
  }

  /** Refuses subsequent requests of a type with an error; 0 to accept them again. */
  public synchronized void refuse(int messageType, int errno) {
    refusals.put(messageType, errno);
  }

  /** Refuses to open further sockets; 0 to permit it again. */
  public synchronized void refuseToOpen(int errno) {
    openErrno = errno;
  }

  /** Sets how many datagrams receive buffers hold. */
  public synchronized void receiveCapacity(int datagrams) {
    receiveCapacity = datagrams;
  }

  /** Sets the id after which queues that are bound later start. */
  public synchronized void firstId(int id) {
    firstId = id;
  }

  /** Runs an action when a queue is set up, before the answer is sent. */
  public synchronized void afterBinding(Runnable action) {
    afterBinding = action;
  }

  /** Returns the open sockets. */
  public synchronized List<FakeNfqueueSocket> openSockets() {
    return List.copyOf(sockets);
  }

  /** Returns how many packets are in the queue. */
  public synchronized int length() {
    return instance == null ? 0 : instance.queue.size();
  }

  /** Returns the maximum length of the queue. */
  public synchronized int maxLength() {
    return instance.maxLength;
  }

  /** Returns whether packets that cannot be queued pass. */
  public synchronized boolean isFailOpen() {
    return instance.failOpen;
  }

  /** Returns how many verdicts for single packets were received. */
  public synchronized int singleVerdicts() {
    return singleVerdicts;
  }

  /** Returns how many batch verdicts were received. */
  public synchronized int batchVerdicts() {
    return batchVerdicts;
  }
}
