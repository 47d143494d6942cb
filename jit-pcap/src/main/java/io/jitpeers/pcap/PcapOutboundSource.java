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
 * Packets on their way into a WireGuard interface, as libpcap sees them: also those that the kernel
 * then drops, because no peer holds their destination. A packet that was captured whole is sent
 * into the interface once more when its peer was installed; the kernel keeps it until the handshake
 * is done.
 *
 * <p>What is captured: IPv4 and IPv6, outbound, not to multicast, broadcast or link-local
 * addresses. That is all traffic into the tunnel, so each packet costs a little: its first bytes
 * are copied and its destination is looked at.
 *
 * <p>Packets are sent again by a packet socket, straight into the interface: routing tables and
 * firewall rules have no say, and captures do not see them. Without it, or where less was captured
 * than there was, the peer is installed all the same.
 *
 * <p>Thread-safe. The capture is opened by {@link #start}. One daemon thread reads. A capture whose
 * interface goes away is opened again within a second of there being one of that name that is up.
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
   * Starts a source. An {@linkplain Builder#interfaceName interface} is needed.
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
   * Opens the capture and starts delivery.
   *
   * @throws UncheckedIOException if libpcap is missing or refuses: there is no such interface, it
   *     is down or not a WireGuard interface, or the process may not capture. Its cause, mostly a
   *     {@link PcapException}, says what to do about it.
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
   * Returns counters. {@code received} are the packets that libpcap gave, {@code droppedByKernel}
   * those that found its buffer full, {@code droppedBySource} those that are no IP packets.
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
   * {@return whether packets that were captured whole are sent again, which a started source may
   * find that it cannot do}
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
   * Counts failures of the capture and of sending again, and handlers that threw. Each was logged,
   * or counted in a later log entry.
   *
   * @return how many since the source was made
   */
  public long failures() {
    return parts.failures().count();
  }

  /**
   * Ends the capture and waits for the reading thread, unless called on it; at most 5 s, should a
   * handler not return.
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

  /** Collects the parts of a source. Not thread-safe. */
  public static final class Builder {
    /** More than a ping, the first packet of a connection, or most questions to a name server. */
    private static final int DEFAULT_SNAPSHOT_LENGTH = 256;

    /** The header of an IPv6 packet. */
    private static final int MIN_SNAPSHOT_LENGTH = 40;

    private static final int MAX_SNAPSHOT_LENGTH = 65_535;

    /** Over 10,000 packets of {@link #DEFAULT_SNAPSHOT_LENGTH}. */
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
     * @param name its name
     * @return this
     * @throws IllegalArgumentException if it is blank, or {@code any}
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
     * Sets the network namespace that the interface is in now. Without it, this process's own is
     * meant. Entering another one needs CAP_SYS_ADMIN too.
     *
     * @param nameOrPath a name as {@code ip netns} knows it, or the path of a namespace's file
     * @return this
     * @throws IllegalArgumentException if it is blank
     */
    public Builder networkNamespace(String nameOrPath) {
      var unused = NetworkNamespace.of(nameOrPath, Capability.CAP_NET_RAW);
      namespace = nameOrPath;
      return this;
    }

    /**
     * Sets how many bytes of a packet are captured. A longer one wakes its peer too, but is not
     * sent again.
     *
     * @param bytes 40 to 65535; 256 unless set
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder snapshotLength(int bytes) {
      snapshotLength =
          CaptureSizes.requireSnapshotLength(bytes, MIN_SNAPSHOT_LENGTH, MAX_SNAPSHOT_LENGTH);
      return this;
    }

    /**
     * Sets the kernel's buffer for captured packets, which outlasts a burst that comes faster than
     * it is worked off. What finds it full is not noticed; its sender sends again.
     *
     * @param bytes at least 65536; 4 MiB unless set
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder bufferBytes(int bytes) {
      bufferBytes = CaptureSizes.requireBuffer(bytes);
      return this;
    }

    /**
     * Sets the clock that failures are paced by. Without it, it is the machine's.
     *
     * @param timeSource its monotonic clock is read
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
     * Creates the source. The capture is opened when it is started.
     *
     * @return a source that is to be started, and closed
     * @throws IllegalArgumentException if there is no interface
     */
    public PcapOutboundSource build() {
      if (interfaceName == null) {
        throw new IllegalArgumentException("a source of outbound packets needs an interface");
      }
      return new PcapOutboundSource(interfaceName, this);
    }
  }
}
