package io.jitpeers.pcap;

import io.jitpeers.linux.Capability;
import io.jitpeers.linux.NetworkNamespace;
import io.jitpeers.pcap.internal.capture.CaptureCounters;
import io.jitpeers.pcap.internal.capture.CaptureDependencies;
import io.jitpeers.pcap.internal.capture.CaptureSession;
import io.jitpeers.pcap.internal.capture.CaptureSizes;
import io.jitpeers.pcap.internal.capture.LibPcapSession;
import io.jitpeers.pcap.internal.capture.Ports;
import io.jitpeers.pcap.internal.libpcap.LiveOptions;
import io.jitpeers.pcap.internal.transport.TransportFilter;
import io.jitpeers.pcap.internal.transport.TransportRun;
import io.jitpeers.recovery.TransportHandler;
import io.jitpeers.recovery.TransportSource;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link TransportSource} that uses libpcap to capture the transport data messages that clients
 * send to the listen ports. There are two kinds of captures:
 *
 * <p><b>On an interface</b>, or on {@code any}, the source delivers every inbound message. The
 * messages may be in IPv4 with or without options, or in IPv6 with or without extension headers.
 * VLAN tags and PPPoE are permitted. Only the first 192 bytes of a packet are captured, and no
 * memory is allocated for a packet. Still, the cost grows with the clients' traffic. Fragments
 * other than the first are ignored.
 *
 * <p><b>On {@code nflog:GROUP}</b>, the source receives the packets that a firewall rule logs
 * (NFLOG). With the following nftables rules, the source receives the first packet of each sender,
 * and after that at most one packet of that sender every 10 seconds:
 *
 * <pre>{@code
 * table inet jit-transport {
 *   set seen4 { typeof ip saddr . udp sport; size 65535; flags dynamic, timeout; timeout 10s; }
 *   set seen6 { typeof ip6 saddr . udp sport; size 65535; flags dynamic, timeout; timeout 10s; }
 *   chain input {
 *     type filter hook input priority 10;
 *     udp dport 51820 @th,64,32 0x04000000 ip saddr . udp sport != @seen4 \
 *       limit rate 1000/second burst 1000 packets add @seen4 { ip saddr . udp sport } \
 *       log group 5 snaplen 128 queue-threshold 1
 *     udp dport 51820 @th,64,32 0x04000000 ip6 saddr . udp sport != @seen6 \
 *       limit rate 1000/second burst 1000 packets add @seen6 { ip6 saddr . udp sport } \
 *       log group 5 snaplen 128 queue-threshold 1
 *   }
 * }
 * }</pre>
 *
 * <p>{@code @th,64,32} stands for the first 4 bytes behind the UDP header. Without {@code
 * queue-threshold 1}, the kernel delays packets by up to a second.
 *
 * <p>Thread-safe. {@link #start} opens the capture. One daemon thread reads it. If the interface
 * disappears, the source reopens the capture within a second after an interface with the same name
 * comes up.
 *
 * <p>Needs libpcap 1.5 or later on the machine. A capture on an interface needs CAP_NET_RAW. A
 * capture on {@code nflog} needs CAP_NET_ADMIN.
 */
public final class PcapTransportSource implements TransportSource {
  private static final Logger log = LoggerFactory.getLogger(PcapTransportSource.class);

  /**
   * The snapshot length. It is enough for the headers of Ethernet with four VLAN tags, of PPPoE, of
   * IP, of UDP and of a message. The IP header may be the longest possible IPv4 header, or an IPv6
   * header with 80 bytes of extension headers.
   */
  private static final int SNAPSHOT_LENGTH = 192;

  private final CaptureDependencies parts;
  private final Object lifecycle = new Object();
  private volatile Ports ports = Ports.of(Set.of());
  private volatile @Nullable TransportRun run;
  private boolean closed;

  private PcapTransportSource(String interfaceName, Builder builder) {
    String namespace = builder.namespace;
    LiveOptions options =
        new LiveOptions(
            interfaceName,
            SNAPSHOT_LENGTH,
            builder.bufferBytes,
            LiveOptions.Direction.INBOUND,
            this::filter);
    Capability capability =
        options.isPacketLog() ? Capability.CAP_NET_ADMIN : Capability.CAP_NET_RAW;
    NetworkNamespace inside = namespace == null ? null : NetworkNamespace.of(namespace, capability);
    CaptureSession.Opener scripted = builder.scriptedCaptures;
    this.parts =
        new CaptureDependencies(
            "pcap-transport:" + interfaceName + (namespace == null ? "" : "@" + namespace),
            scripted == null ? () -> LibPcapSession.live(options, inside) : scripted,
            /* live= */ true,
            builder.time,
            new CaptureCounters(),
            new FailureLog(log, builder.time),
            new CompletableFuture<>());
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

  private String filter(int linkType) throws PcapException {
    return TransportFilter.expression(name(), linkType, ports.sorted());
  }

  /**
   * Sets the destination ports of the messages to deliver. If the set is empty, nothing is
   * delivered. The ports in the firewall rules of an {@code nflog} capture are not changed.
   *
   * @throws IllegalArgumentException if a port is out of range
   */
  @Override
  public void listenPorts(Set<Integer> listenPorts) {
    Ports before = ports;
    Ports now = Ports.of(listenPorts);
    ports = now;
    TransportRun running = run;
    if (running != null && !now.sorted().equals(before.sorted())) {
      log.info("{} now captures transport data to the ports {}", name(), now);
      running.refilter();
    }
  }

  /**
   * Opens the capture and starts to deliver messages.
   *
   * @throws UncheckedIOException if libpcap is missing or cannot open the capture: the interface
   *     does not exist or is down, another process reads the {@code nflog} group, or this process
   *     lacks a capability. The exception's cause, usually a {@link PcapException}, names a remedy.
   */
  @Override
  public void start(TransportHandler handler) {
    Objects.requireNonNull(handler, "handler");
    synchronized (lifecycle) {
      if (run != null || closed) {
        throw new IllegalStateException(
            "the source " + name() + " was " + (closed ? "closed" : "started") + " before");
      }
      Ports before = ports;
      try {
        TransportRun started = TransportRun.start(parts, () -> ports, handler, log);
        run = started;
        if (ports != before) {
          started.refilter(); // The ports changed while the capture was opened.
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
  }

  /**
   * Returns the counters. {@code received} counts the packets that libpcap delivered. {@code
   * droppedByKernel} counts the packets that were lost because the kernel's buffer was full. For
   * {@code nflog}, {@code droppedByKernel} counts how often the buffer was full. {@code
   * droppedBySource} counts the frames without a transport data message to one of the ports.
   */
  @Override
  public SourceStatistics statistics() {
    TransportRun running = run;
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
   * Returns the number of failures of the capture and exceptions of the handler. The rate of log
   * entries is limited; each entry states how many failures before it were not logged.
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
    TransportRun stopping;
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
     * The default buffer size, enough for over 10,000 captured packets of {@link #SNAPSHOT_LENGTH}
     * bytes.
     */
    private static final int DEFAULT_BUFFER_BYTES = 4 << 20;

    private static final Pattern PACKET_LOG = Pattern.compile("nflog:(\\d{1,5})");
    private static final int MAX_GROUP = 65_535;

    private @Nullable String interfaceName;
    private @Nullable String namespace;
    private int bufferBytes = DEFAULT_BUFFER_BYTES;
    private TimeSource time = TimeSource.system();
    private CaptureSession.@Nullable Opener scriptedCaptures;

    private Builder() {}

    /**
     * Sets the interface to capture on. Name an interface that receives the clients' encrypted
     * packets, not the WireGuard interface.
     *
     * @param name the interface's name, {@code any} for all interfaces, or {@code nflog:GROUP} for
     *     packets that a firewall rule logs; {@code GROUP} is the number in the rule, 0 to 65535
     * @return this
     * @throws IllegalArgumentException if the name is blank, or begins with {@code nflog} but does
     *     not name one group
     */
    public Builder interfaceName(String name) {
      if (name.isBlank()) {
        throw new IllegalArgumentException("an interface must have a name; any stands for all");
      }
      if (LiveOptions.isPacketLog(name) && !isGroup(name)) {
        throw new IllegalArgumentException(
            "the packet log must be nflog:GROUP with a group of 0 to 65535, not \"" + name + "\"");
      }
      interfaceName = name;
      return this;
    }

    private static boolean isGroup(String name) {
      var matcher = PACKET_LOG.matcher(name);
      return matcher.matches() && Integer.parseInt(matcher.group(1)) <= MAX_GROUP;
    }

    /**
     * Sets the network namespace to capture in. Name the namespace in which the WireGuard interface
     * was created, because the interface's UDP socket stays there. The default is this process's
     * own namespace. Entering another namespace also needs CAP_SYS_ADMIN.
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
     * Sets the size of the kernel's buffer for captured packets, which absorbs bursts. If the
     * buffer is full, the capture misses packets. The sender of a missed packet is noticed when a
     * later packet of this sender is captured. The size has no effect on {@code nflog} captures.
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

    /** Replaces libpcap, for tests. */
    Builder kernel(CaptureSession.Opener captures) {
      scriptedCaptures = captures;
      return this;
    }

    /**
     * Creates the source. {@link #start} opens the capture.
     *
     * @return a new source; the caller starts and closes it
     * @throws IllegalArgumentException if no interface was set
     */
    public PcapTransportSource build() {
      if (interfaceName == null) {
        throw new IllegalArgumentException("a source of transport data needs an interface");
      }
      return new PcapTransportSource(interfaceName, this);
    }
  }
}
