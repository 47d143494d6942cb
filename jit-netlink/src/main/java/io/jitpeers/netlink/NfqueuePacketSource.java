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
 * A {@link PacketSource} to which a firewall rule passes initiations before the kernel's WireGuard
 * sees them (NFQUEUE). The kernel holds each packet until the orchestrator ({@link
 * io.jitpeers.JitOrchestrator}) {@linkplain io.jitpeers.spi.Packet#complete completes} it. If the
 * packet is accepted, the kernel passes it on to WireGuard. So WireGuard answers the very first
 * packet that a client sends.
 *
 * <p>An example of the rule, for nftables (more examples are in docs/nfqueue.md):
 *
 * <pre>{@code
 * udp dport 51820 udp length 156 @th,64,32 0x01000000 queue flags bypass to 51820
 * }</pre>
 *
 * <p>Packets with the outcome REJECTED are dropped; packets with any other outcome pass. A packet
 * that does not look like an initiation passes at once and is not delivered. So a rule that queues
 * too many packets costs time, but no packet is lost. The kernel holds packets until they are
 * completed: the queue's {@linkplain Builder#maxQueueLength maximum length} bounds their number,
 * and the orchestrator's deadlines bound the time for which a packet is held. With {@linkplain
 * Builder#failOpen fail-open}, packets pass undelivered if the queue or the socket's buffer is
 * full.
 *
 * <p>Thread-safe. {@link #start} binds the queue. One daemon thread reads into one buffer; a packet
 * is copied only if it is {@linkplain io.jitpeers.spi.Packet#retain retained}. The thread that
 * completes a packet sends the verdict. This takes one system call, in which the kernel also
 * processes the packet. If another thread is already sending, that thread sends this verdict too.
 * Errors of the socket are logged and counted. After an error, undecided packets pass if the socket
 * still works. Then the source tries to bind the queue again until it succeeds. The pauses between
 * the attempts grow to one second.
 *
 * <p>{@link #close} lets all undecided and queued packets pass before it unbinds the queue, because
 * the kernel would otherwise drop them. Completing a packet after that has no effect. Needs the
 * capability CAP_NET_ADMIN in the queue's network namespace.
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

  /** {@return a new builder of a source for queue 0 of this process's network namespace} */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * Logs a warning when the port of a device has changed. The firewall rule names the port, and
   * this source cannot change the rule.
   */
  @Override
  public void listenPorts(Set<Integer> ports) {
    Set<Integer> before = listenPorts.getAndSet(Set.copyOf(ports));
    if (before != null && !before.equals(ports) && !ports.isEmpty()) {
      log.warn(
          "{}: devices now listen on {}, previously on {}; update the firewall rule that feeds the "
              + "queue, or new clients are not seen (docs/nfqueue.md)",
          name,
          new TreeSet<>(ports),
          new TreeSet<>(before));
    }
  }

  /**
   * Binds the queue and starts to deliver packets.
   *
   * @throws UncheckedIOException if the kernel refuses: the process lacks the capability, another
   *     process has bound the queue, or the kernel lacks nfnetlink_queue; the exception's cause is
   *     an IOException whose cause is the {@link NetlinkException}
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

  /**
   * Returns true: an accepted packet returns to the kernel, which answers it as if it had just
   * arrived.
   */
  @Override
  public boolean returnsPackets() {
    return true;
  }

  /** Returns true: the kernel keeps a packet until its verdict. */
  @Override
  public boolean holdsPackets() {
    return true;
  }

  /**
   * Returns the counters. {@code droppedByKernel} is {@link NfqueueStatistics#queueDropped} plus
   * the larger of {@link NfqueueStatistics#missed} and {@link NfqueueStatistics#userDropped}. A
   * number that the kernel does not report counts as 0. With fail-open, the missed packets are
   * counted too, although the kernel did not drop them: it let them pass without delivering them.
   * {@code droppedBySource} is always 0, because a packet that the source does not deliver passes.
   */
  @Override
  public SourceStatistics statistics() {
    NfqueueStatistics all = queueStatistics();
    // A gap in the packet ids is noticed only when the next packet arrives. The kernel's own
    // counter of lost packets grows earlier.
    long missed = Math.max(all.missed(), all.userDropped().orElse(0));
    return SourceStatistics.of(
        all.received(), missed + all.queueDropped().orElse(0), /* droppedBySource= */ 0);
  }

  /**
   * Returns all counters. Reads the kernel's counters from a file in {@code /proc}, without disk
   * access.
   *
   * @return counters since the source was created
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
   * Returns how many failures occurred: errors of the socket, messages of the kernel that could not
   * be parsed, and exceptions of handlers. The rate of log entries is limited; each entry states
   * how many failures before it were not logged.
   *
   * @return the number since the source was created
   */
  public long failures() {
    return failures.count();
  }

  /**
   * Lets all packets in the queue pass, and then unbinds the queue. Waits up to 5 s for the reading
   * thread to end, unless this method is called on that thread.
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

  /** Collects the options of a source. Not thread-safe. */
  public static final class Builder {
    private static final int MAX_QUEUE = 65_535;
    private static final int DEFAULT_LENGTH = 4096;

    /**
     * The space reserved in the receive buffer for the copy of one packet, including the kernel's
     * own overhead. An initiation takes 1,280 bytes, as measured on Linux 6.1 and 6.18.
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
     * Sets the number of the queue, as in the firewall rule.
     *
     * @param number 0 to 65535; 0 by default
     * @return this
     * @throws IllegalArgumentException if the number is out of range
     */
    public Builder queue(int number) {
      if (number < 0 || number > MAX_QUEUE) {
        throw new IllegalArgumentException("an nfqueue must be 0 to 65535, not " + number);
      }
      queue = number;
      return this;
    }

    /**
     * Sets the network namespace of the firewall rule. It must be the namespace in which the
     * WireGuard interface was created: the interface's UDP socket stays there even if the interface
     * is moved. The default is this process's own namespace. Entering another namespace needs
     * CAP_SYS_ADMIN in addition to CAP_NET_ADMIN.
     *
     * @param nameOrPath a name as {@code ip netns} lists it, or the path of a namespace's file,
     *     such as {@code /proc/1234/ns/net}
     * @return this
     * @throws IllegalArgumentException if the argument is blank
     */
    public Builder networkNamespace(String nameOrPath) {
      NetworkNamespace namespace = NetworkNamespace.of(nameOrPath, Capability.CAP_NET_ADMIN);
      sockets = KernelNetlinkSockets.of(namespace);
      kernelFile = ProcFile.of(namespace);
      suffix = "@" + nameOrPath;
      return this;
    }

    /**
     * Sets the maximum number of packets that the kernel holds. This includes packets that the
     * source has not read yet and packets that are not completed yet.
     *
     * @param packets at least 1; 4096 by default
     * @return this
     * @throws IllegalArgumentException if the number is less than 1
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
     * Sets what the kernel does with a packet that it cannot queue because the queue or the
     * socket's receive buffer is full. If true, the packet passes: clients whose peers are
     * installed get an answer, and the others retry. If false, the kernel drops the packet. The
     * firewall rule determines what happens while no process has bound the queue ({@code flags
     * bypass}).
     *
     * @param pass true by default
     * @return this
     */
    public Builder failOpen(boolean pass) {
      failOpen = pass;
      return this;
    }

    /**
     * Sets the size of the socket's receive buffer. By default the buffer has room for a full
     * queue, so that the queue fills up before the buffer overruns. However, the default never
     * exceeds 64 MiB, which is enough for 32,768 packets.
     *
     * @param bytes at least 1
     * @return this
     * @throws IllegalArgumentException if the size is less than 1
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
     * Sets the clock for the packets' capture times. The default is the system's monotonic clock.
     *
     * @param timeSource the source whose monotonic clock is used
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
     * Creates the source. {@link #start} binds the queue.
     *
     * @return a new source; the caller starts and closes it
     */
    public NfqueuePacketSource build() {
      return new NfqueuePacketSource(this);
    }
  }
}
