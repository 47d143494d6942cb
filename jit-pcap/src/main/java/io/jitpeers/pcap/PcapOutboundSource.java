package io.jitpeers.pcap;

import io.jitpeers.linux.Capability;
import io.jitpeers.linux.NetworkNamespace;
import io.jitpeers.pcap.internal.capture.CaptureCounters;
import io.jitpeers.pcap.internal.capture.CaptureDependencies;
import io.jitpeers.pcap.internal.capture.CaptureSession;
import io.jitpeers.pcap.internal.capture.CaptureSizes;
import io.jitpeers.pcap.internal.capture.LibPcapSession;
import io.jitpeers.pcap.internal.libpcap.LiveOptions;
import io.jitpeers.pcap.internal.outbound.OutboundFilter;
import io.jitpeers.pcap.internal.outbound.OutboundRun;
import io.jitpeers.pcap.internal.reinjection.InterfaceSender;
import io.jitpeers.pcap.internal.reinjection.PacketSender;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wakeup.OutboundHandler;
import io.jitpeers.wakeup.OutboundSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An {@link OutboundSource} that uses libpcap to capture packets on their way into a WireGuard
 * interface. It also sees packets that the kernel then drops because no peer's allowed IPs contain
 * their destination. A packet that was captured whole is sent into the interface again once its
 * peer is installed; the kernel queues it until the handshake is complete.
 *
 * <p>The source captures outbound IPv4 and IPv6 packets whose destination is not a multicast,
 * broadcast or link-local address. These are nearly all packets into the tunnel. Each of them has a
 * small cost: the packet's first bytes are copied and its destination is examined.
 *
 * <p>Packets are sent again through a packet socket, directly into the interface. Routing tables
 * and firewall rules do not apply to these packets, and captures do not see them. If the socket is
 * unavailable, or the packet was not captured whole, the packet is not sent again, but its peer is
 * installed nevertheless.
 *
 * <p>Thread-safe. {@link #start} opens the capture. One daemon thread reads it. If the interface
 * disappears, the source reopens the capture within a second after an interface with the same name
 * comes up.
 *
 * <p>Needs libpcap 1.5 or later on the machine, and CAP_NET_RAW.
 */
public final class PcapOutboundSource implements OutboundSource {
  private static final Logger log = LoggerFactory.getLogger(PcapOutboundSource.class);

  private final CaptureDependencies parts;
  private final PacketSender.Opener senders;
  private final Object lifecycle = new Object();
  private volatile @Nullable OutboundRun run;
  private boolean closed;

  private PcapOutboundSource(String interfaceName, Builder builder) {
    String namespace = builder.namespace;
    NetworkNamespace inside =
        namespace == null ? null : NetworkNamespace.of(namespace, Capability.CAP_NET_RAW);
    String name = "pcap-outbound:" + interfaceName + (namespace == null ? "" : "@" + namespace);
    LiveOptions options =
        new LiveOptions(
            interfaceName,
            builder.snapshotLength,
            builder.bufferBytes,
            LiveOptions.Direction.OUTBOUND,
            linkType -> OutboundFilter.expression(name, linkType));
    CaptureSession.Opener scripted = builder.scriptedCaptures;
    this.parts =
        new CaptureDependencies(
            name,
            scripted == null ? () -> LibPcapSession.live(options, inside) : scripted,
            /* live= */ true,
            builder.time,
            new CaptureCounters(),
            new FailureLog(log, builder.time),
            new CompletableFuture<>());
    PacketSender.Opener scriptedSenders = builder.scriptedSenders;
    this.senders =
        scriptedSenders == null
            ? () -> InterfaceSender.open(interfaceName, inside)
            : scriptedSenders;
  }

  /**
   * Returns a builder for a source. The {@linkplain Builder#interfaceName interface} is required.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String name() {
    return parts.name();
  }

  /**
   * Opens the capture and starts to deliver packets.
   *
   * @throws UncheckedIOException if libpcap is missing or cannot open the capture: the interface
   *     does not exist, is down or is not a WireGuard interface, or the process has no permission
   *     to capture. The exception's cause, usually a {@link PcapException}, names a remedy.
   */
  @Override
  public void start(OutboundHandler handler) {
    Objects.requireNonNull(handler, "handler");
    synchronized (lifecycle) {
      if (run != null || closed) {
        throw new IllegalStateException(
            "the source " + name() + " was " + (closed ? "closed" : "started") + " before");
      }
      try {
        run = OutboundRun.start(parts, senders, handler, log);
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
  }

  /**
   * Returns the counters. {@code received} counts the packets that libpcap delivered. {@code
   * droppedByKernel} counts the packets that were lost because the kernel's buffer was full. {@code
   * droppedBySource} counts the frames that were not valid IP packets.
   */
  @Override
  public SourceStatistics statistics() {
    OutboundRun running = run;
    if (running == null) {
      return SourceStatistics.of(0, 0, 0);
    }
    PcapStatistics all = running.statistics();
    return SourceStatistics.of(
        all.frames(),
        all.droppedByKernel(),
        all.refused().values().stream().mapToLong(Long::longValue).sum());
  }

  /**
   * {@return whether packets that were captured whole are sent again; false before the start, and
   * if the packet socket is unavailable}
   */
  public boolean sendsAgain() {
    OutboundRun running = run;
    return running != null && running.sendsAgain();
  }

  /** {@return how many packets were sent into the interface again} */
  public long sentAgain() {
    OutboundRun running = run;
    return running == null ? 0 : running.sentAgain();
  }

  /**
   * Returns the number of failures: failures of the capture, failures to send a packet again, and
   * exceptions of handlers. The rate of log entries is limited; each entry states how many failures
   * before it were not logged.
   *
   * @return the number since the source was created
   */
  public long failures() {
    return parts.failures().count();
  }

  /**
   * Ends the capture. Waits up to 5 s for the reading thread to end, unless this method is called
   * on that thread.
   */
  @Override
  public void close() {
    OutboundRun stopping;
    synchronized (lifecycle) {
      closed = true;
      stopping = run;
    }
    if (stopping != null) {
      stopping.close();
    }
  }

  /** Collects the options of a source. Not thread-safe. */
  public static final class Builder {
    /**
     * The default snapshot length, enough for a ping, the first packet of a connection, and most
     * DNS queries.
     */
    private static final int DEFAULT_SNAPSHOT_LENGTH = 256;

    /** The length of an IPv6 header. */
    private static final int MIN_SNAPSHOT_LENGTH = 40;

    private static final int MAX_SNAPSHOT_LENGTH = 65_535;

    /**
     * The default buffer size, enough for over 10,000 captured packets of {@link
     * #DEFAULT_SNAPSHOT_LENGTH} bytes.
     */
    private static final int DEFAULT_BUFFER_BYTES = 4 << 20;

    private @Nullable String interfaceName;
    private @Nullable String namespace;
    private int snapshotLength = DEFAULT_SNAPSHOT_LENGTH;
    private int bufferBytes = DEFAULT_BUFFER_BYTES;
    private TimeSource time = TimeSource.system();
    private CaptureSession.@Nullable Opener scriptedCaptures;
    private PacketSender.@Nullable Opener scriptedSenders;

    private Builder() {}

    /**
     * Sets the WireGuard interface to capture on.
     *
     * @param name the interface's name
     * @return this
     * @throws IllegalArgumentException if the name is blank or {@code any}
     */
    public Builder interfaceName(String name) {
      if (name.isBlank() || name.equals("any")) {
        throw new IllegalArgumentException(
            "outbound packets are captured on one WireGuard interface, not on \"" + name + "\"");
      }
      interfaceName = name;
      return this;
    }

    /**
     * Sets the network namespace that the interface is in now, even if the interface was created in
     * another namespace. The default is this process's own namespace. Entering another namespace
     * also needs CAP_SYS_ADMIN.
     *
     * @param nameOrPath a name as {@code ip netns} lists it, or the path of a namespace's file
     * @return this
     * @throws IllegalArgumentException if {@code nameOrPath} is blank
     */
    public Builder networkNamespace(String nameOrPath) {
      var unused = NetworkNamespace.of(nameOrPath, Capability.CAP_NET_RAW);
      namespace = nameOrPath;
      return this;
    }

    /**
     * Sets how many bytes of a packet are captured. A longer packet also causes the installation of
     * its peer, but is not sent again.
     *
     * @param bytes 40 to 65535; 256 by default
     * @return this
     * @throws IllegalArgumentException if {@code bytes} is out of range
     */
    public Builder snapshotLength(int bytes) {
      snapshotLength =
          CaptureSizes.requireSnapshotLength(bytes, MIN_SNAPSHOT_LENGTH, MAX_SNAPSHOT_LENGTH);
      return this;
    }

    /**
     * Sets the size of the kernel's buffer for captured packets, which absorbs bursts. If the
     * buffer is full, the capture misses packets. Their senders usually retransmit them.
     *
     * @param bytes at least 65536; 4 MiB by default
     * @return this
     * @throws IllegalArgumentException if {@code bytes} is less than 65536
     */
    public Builder bufferBytes(int bytes) {
      bufferBytes = CaptureSizes.requireBuffer(bytes);
      return this;
    }

    /**
     * Sets the clock that is used to limit how often failures are logged. The default is the
     * system's monotonic clock.
     *
     * @param timeSource the source whose monotonic clock is read
     * @return this
     */
    public Builder timeSource(TimeSource timeSource) {
      time = Objects.requireNonNull(timeSource, "timeSource");
      return this;
    }

    /** Replaces libpcap and the kernel, for tests. */
    Builder kernel(CaptureSession.Opener captures, PacketSender.Opener senders) {
      scriptedCaptures = captures;
      scriptedSenders = senders;
      return this;
    }

    /**
     * Creates the source. {@link #start} opens the capture.
     *
     * @return a new source; the caller starts and closes it
     * @throws IllegalArgumentException if no interface was set
     */
    public PcapOutboundSource build() {
      if (interfaceName == null) {
        throw new IllegalArgumentException("a source of outbound packets needs an interface");
      }
      return new PcapOutboundSource(interfaceName, this);
    }
  }
}
