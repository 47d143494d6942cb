package io.jitpeers.netlink;

import io.jitpeers.linux.Capability;
import io.jitpeers.linux.NetworkNamespace;
import io.jitpeers.linux.netlink.KernelNetlinkSockets;
import io.jitpeers.linux.netlink.NetlinkSocketFactory;
import io.jitpeers.netlink.internal.nfqueue.KernelLosses;
import io.jitpeers.netlink.internal.nfqueue.ProcFile;
import io.jitpeers.netlink.internal.nfqueue.QueueCounters;
import io.jitpeers.netlink.internal.nfqueue.QueueOptions;
import io.jitpeers.netlink.internal.nfqueue.QueueReader;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.source.support.SourceThread;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Initiations that a firewall rule hands over before the kernel's WireGuard sees them (NFQUEUE).
 * Each is held in the kernel until it is completed; then it goes on, and the kernel answers the
 * client's own first packet.
 *
 * <p>The rule, for nftables (the README has more):
 *
 * <pre>{@code
 * udp dport 51820 udp length 156 @th,64,32 0x01000000 queue flags bypass to 51820
 * }</pre>
 *
 * <p>INSTALLED, ALREADY_RESIDENT and FAILED packets pass, REJECTED ones are dropped. What does not
 * look like an initiation passes at once and is not delivered, so a rule that queues too much costs
 * time but loses nothing. Packets are held for as long as they are not completed: the queue's
 * {@linkplain Builder#maxQueueLength greatest length} bounds how many, and the orchestrator's
 * deadlines how long. With {@linkplain Builder#failOpen fail-open}, packets that find the queue or
 * the socket's buffer full pass unseen.
 *
 * <p>Thread-safe. The queue is bound by {@link #start}. One daemon thread reads, into one buffer: a
 * packet is copied only if it is {@linkplain io.jitpeers.spi.Packet#retain retained}. Verdicts are
 * sent by the thread that completes a packet, which takes a system call in which the kernel also
 * works on the packet; verdicts that come while another thread is sending go along with that
 * thread's. Errors of the socket are logged, counted, and followed by binding the queue again,
 * after a pause that grows to a second; packets that were undecided then pass, if the socket still
 * takes that.
 *
 * <p>{@link #close} lets everything that is undecided or queued pass before it gives the queue up
 * (the kernel would drop it); what is completed after that has no effect. Needs the capability
 * CAP_NET_ADMIN in the namespace.
 */
public final class NfqueuePacketSource implements PacketSource {
  private static final Logger log = LoggerFactory.getLogger(NfqueuePacketSource.class);

  private final String name;
  private final NetlinkSocketFactory sockets;
  private final QueueOptions options;
  private final TimeSource time;
  private final FailureLog failures;
  private final KernelLosses losses;
  private final QueueCounters counters = new QueueCounters();
  private final AtomicReference<@Nullable Set<Integer>> listenPorts = new AtomicReference<>();
  private final Object lifecycle = new Object();
  private volatile @Nullable QueueReader reader;
  private @Nullable SourceThread thread;
  private boolean closed;

  private NfqueuePacketSource(Builder builder) {
    this.name = "nfqueue:" + builder.queue + builder.suffix;
    this.sockets = builder.sockets;
    this.options =
        new QueueOptions(
            builder.queue,
            builder.maxQueueLength,
            builder.failOpen,
            builder.receiveBufferBytes == 0
                ? Builder.enoughFor(builder.maxQueueLength)
                : builder.receiveBufferBytes);
    this.time = builder.time;
    this.failures = new FailureLog(log, time);
    this.losses = new KernelLosses(builder.queue, builder.kernelFile);
  }

  /** {@return a new builder of a source on the queue 0 of this process's network namespace} */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * Says in the log when a device's port has changed: the firewall rule names the port, and this
   * source cannot change it.
   */
  @Override
  public void listenPorts(Set<Integer> ports) {
    Set<Integer> before = listenPorts.getAndSet(Set.copyOf(ports));
    if (before != null && !before.equals(ports) && !ports.isEmpty()) {
      log.warn(
          "{}: devices now listen on {}, before on {}; the firewall rule that feeds the queue has to"
              + " follow, or new clients are not seen (docs/nfqueue.md)",
          name,
          new TreeSet<>(ports),
          new TreeSet<>(before));
    }
  }

  /**
   * Binds the queue and starts delivery.
   *
   * @throws UncheckedIOException if the kernel refuses: the process may not do it, another process
   *     has the queue, or the kernel lacks nfnetlink_queue; the cause's cause is the {@link
   *     NetlinkException}
   */
  @Override
  public void start(PacketHandler handler) {
    Objects.requireNonNull(handler, "handler");
    synchronized (lifecycle) {
      if (reader != null || closed) {
        throw new IllegalStateException(
            "the source " + name + " was " + (closed ? "closed" : "started") + " before");
      }
      QueueReader starting =
          new QueueReader(name, sockets, options, counters, losses, failures, handler, time);
      bind(starting);
      reader = starting;
      thread = SourceThread.start(name, starting, log);
    }
  }

  private static void bind(QueueReader reader) {
    try {
      reader.bind();
    } catch (NetlinkException e) {
      throw new UncheckedIOException(e.getMessage(), new IOException(e.getMessage(), e));
    }
  }

  /** Always true: a packet that passes is answered by the kernel as if it had just arrived. */
  @Override
  public boolean returnsPackets() {
    return true;
  }

  /** Always true: the kernel keeps a packet until its verdict. */
  @Override
  public boolean holdsPackets() {
    return true;
  }

  /**
   * Returns counters. {@code droppedByKernel} is what did not reach this source as far as the
   * kernel tells: {@link NfqueueStatistics#missed} and {@link NfqueueStatistics#queueDropped}; with
   * fail-open, the former have passed. {@code droppedBySource} is always 0, for what is not
   * delivered passes.
   */
  @Override
  public SourceStatistics statistics() {
    NfqueueStatistics all = queueStatistics();
    // A gap in the numbers is seen when the next packet comes; the kernel's own count is there
    // first.
    long missed = Math.max(all.missed(), all.userDropped().orElse(0));
    return SourceStatistics.of(
        all.received(), missed + all.queueDropped().orElse(0), /* droppedBySource= */ 0);
  }

  /**
   * Returns everything that is counted. Reads a file of the kernel's that is in memory.
   *
   * @return counters since the source was made
   */
  public NfqueueStatistics queueStatistics() {
    Optional<KernelLosses.Losses> lost = losses.total();
    QueueReader current = reader;
    return new NfqueueStatistics(
        counters.received.sum(),
        counters.notInitiations.sum(),
        counters.accepted.sum(),
        counters.dropped.sum(),
        current == null ? 0 : current.undecided(),
        counters.missed.sum(),
        counters.bufferOverruns.sum(),
        lost.map(found -> OptionalLong.of(found.queueDropped())).orElse(OptionalLong.empty()),
        lost.map(found -> OptionalLong.of(found.userDropped())).orElse(OptionalLong.empty()),
        counters.tooLate.sum(),
        counters.reopened.sum());
  }

  /**
   * Counts errors of the socket, messages of the kernel that could not be read, and handlers that
   * threw. Each was logged, or counted in a later log entry.
   *
   * @return how many since the source was made
   */
  public long failures() {
    return failures.count();
  }

  /**
   * Lets everything pass and gives the queue up, then waits for the reading thread, unless called
   * on it; at most 5 s, should a handler not return.
   */
  @Override
  public void close() {
    QueueReader stopping;
    SourceThread reading;
    synchronized (lifecycle) {
      closed = true;
      stopping = reader;
      reading = thread;
    }
    if (stopping != null) {
      stopping.stop();
      if (reading != null) {
        reading.awaitEnd();
      }
      stopping.end();
    }
    losses.close();
  }

  /** Collects the parts of a source. Not thread-safe. */
  public static final class Builder {
    private static final int MAX_QUEUE = 65_535;
    private static final int DEFAULT_LENGTH = 4096;

    /**
     * What a copy of a packet takes of the receive buffer, at most: the kernel counts its own
     * bookkeeping too. An initiation takes 1,280 bytes on Linux 6.1 and 6.18, measured.
     */
    private static final int BYTES_PER_PACKET = 2048;

    private static final int MAX_DEFAULT_BUFFER = 64 << 20;

    private int queue;
    private String suffix = "";
    private int maxQueueLength = DEFAULT_LENGTH;
    private boolean failOpen = true;
    private int receiveBufferBytes;
    private TimeSource time = TimeSource.system();
    private NetlinkSocketFactory sockets = KernelNetlinkSockets.ofProcess();
    private KernelLosses.Opener kernelFile = ProcFile.ofProcess();

    private Builder() {}

    private static int enoughFor(int packets) {
      return (int) Math.min((long) packets * BYTES_PER_PACKET, MAX_DEFAULT_BUFFER);
    }

    /**
     * Sets the queue's number, as it is in the firewall rule.
     *
     * @param number 0 to 65535; 0 unless set
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder queue(int number) {
      if (number < 0 || number > MAX_QUEUE) {
        throw new IllegalArgumentException("an nfqueue must be 0 to 65535, not " + number);
      }
      queue = number;
      return this;
    }

    /**
     * Sets the network namespace that the firewall rule is in: the one in which the WireGuard
     * interface was created, for its UDP socket stays there. Without it, this process's own is
     * meant. Entering another one needs CAP_SYS_ADMIN too.
     *
     * @param nameOrPath a name as {@code ip netns} knows it, or the path of a namespace's file,
     *     such as {@code /proc/1234/ns/net}
     * @return this
     * @throws IllegalArgumentException if it is blank
     */
    public Builder networkNamespace(String nameOrPath) {
      NetworkNamespace namespace = NetworkNamespace.of(nameOrPath, Capability.CAP_NET_ADMIN);
      sockets = KernelNetlinkSockets.of(namespace);
      kernelFile = ProcFile.of(namespace);
      suffix = "@" + nameOrPath;
      return this;
    }

    /**
     * Sets how many packets the kernel holds at most, waiting to be read or completed.
     *
     * @param packets at least 1; 4096 unless set
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder maxQueueLength(int packets) {
      if (packets < 1) {
        throw new IllegalArgumentException(
            "an nfqueue must hold at least 1 packet, not " + packets);
      }
      maxQueueLength = packets;
      return this;
    }

    /**
     * Sets what the kernel does with a packet that it cannot queue: if true it lets it pass, so
     * that clients whose peers are there are answered, and the others retry; if false it drops it.
     * This is about a queue that is full. What happens while nobody has bound the queue is the
     * firewall rule's choice ({@code flags bypass}).
     *
     * @param pass true unless set
     * @return this
     */
    public Builder failOpen(boolean pass) {
      failOpen = pass;
      return this;
    }

    /**
     * Sets the socket's receive buffer. Without it, it is large enough for a full queue (up to 64
     * MiB), so that it never runs over before the queue is full.
     *
     * @param bytes at least 1
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder receiveBufferBytes(int bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException(
            "a receive buffer must have at least 1 byte, not " + bytes);
      }
      receiveBufferBytes = bytes;
      return this;
    }

    /**
     * Sets the clock that packets are dated by when they are read. Without it, it is the machine's.
     *
     * @param timeSource its monotonic clock is read
     * @return this
     */
    public Builder timeSource(TimeSource timeSource) {
      time = Objects.requireNonNull(timeSource, "timeSource");
      return this;
    }

    /** Replaces the kernel, for tests. */
    Builder kernel(NetlinkSocketFactory factory, KernelLosses.Opener file) {
      sockets = factory;
      kernelFile = file;
      return this;
    }

    /**
     * Creates the source. The queue is bound when it is started.
     *
     * @return a source that is to be started, and closed
     */
    public NfqueuePacketSource build() {
      return new NfqueuePacketSource(this);
    }
  }
}
