package io.jitpeers.pcap;

import io.jitpeers.linux.Capability;
import io.jitpeers.linux.NetworkNamespace;
import io.jitpeers.pcap.internal.capture.CaptureCounters;
import io.jitpeers.pcap.internal.capture.CaptureDependencies;
import io.jitpeers.pcap.internal.capture.CaptureLife;
import io.jitpeers.pcap.internal.capture.CaptureRun;
import io.jitpeers.pcap.internal.capture.CaptureSession;
import io.jitpeers.pcap.internal.capture.CaptureSizes;
import io.jitpeers.pcap.internal.capture.CaptureTarget;
import io.jitpeers.pcap.internal.capture.InitiationDependencies;
import io.jitpeers.pcap.internal.capture.LinkTypes;
import io.jitpeers.pcap.internal.capture.PacketReturn;
import io.jitpeers.pcap.internal.capture.Ports;
import io.jitpeers.pcap.internal.capture.WatchedPorts;
import io.jitpeers.pcap.internal.filter.Message;
import io.jitpeers.pcap.internal.filter.MessageFilter;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Captures initiations with libpcap, on an interface or from a capture file. The capture does not
 * change what the kernel receives. But the kernel ignores the initiation of an unknown peer, and
 * does not keep it until the peer is installed. So a live source reinjects the initiation: it sends
 * the datagram once more, with its original addresses and ports.
 *
 * <p>The source captures UDP datagrams to the given ports that look like initiations. The datagrams
 * may be in IPv4 with or without options, or in IPv6 with or without extension headers. VLAN tags
 * (802.1Q, 802.1ad) are permitted. Where libpcap can tell the direction, only inbound datagrams are
 * captured. Fragments are not reassembled. Supported link types are Ethernet, Linux cooked ({@code
 * any}), raw IP and loopback.
 *
 * <p>Only packets with the outcome INSTALLED are reinjected, each once, and only to addresses of
 * this machine. The checksum is computed anew, because the captured checksum may be incomplete.
 * Reinjected packets are sent through a raw socket and arrive on the loopback interface. Without
 * the capability CAP_NET_RAW, or with {@linkplain Builder#reinjection reinjection} off, the source
 * does not {@linkplain #returnsPackets return packets}. A missing capability is logged.
 *
 * <p>Thread-safe. {@link #start} opens the capture. One daemon thread reads in batches into reused
 * memory; a packet is copied only if it is {@linkplain io.jitpeers.spi.Packet#retain retained}. If
 * the interface of a live capture disappears, the source reopens the capture within a second after
 * an interface with the same name comes up. Packets that arrive in between are missed. {@link
 * #ended} reports when a file was read to its end. Each packet is a {@link CapturedPacket}.
 *
 * <p>Needs libpcap 1.5 or later on the machine, and CAP_NET_RAW for a live capture.
 */
public final class PcapPacketSource implements PacketSource {
  private static final Logger log = LoggerFactory.getLogger(PcapPacketSource.class);

  private final CaptureDependencies parts;
  private final WatchedPorts ports;
  private final CaptureLife life;
  private volatile @Nullable String filter;

  private PcapPacketSource(Builder builder) {
    CaptureTarget target = builder.target();
    this.parts =
        new CaptureDependencies(
            target.name(),
            builder.scriptedCaptures != null
                ? builder.scriptedCaptures
                : target.captures(this::filter),
            target.isLive(),
            builder.time,
            new CaptureCounters(),
            new FailureLog(log, builder.time),
            new CompletableFuture<>());
    this.ports = WatchedPorts.of(builder.ports, builder.forwardedPorts, target.isLive());
    this.life =
        new CaptureLife(
            new InitiationDependencies(parts, ports, builder.reinjectors(target, ports)), log);
  }

  /**
   * Returns a builder. An {@link Builder#interfaceName interface} or a {@link Builder#file file} is
   * required. A file also needs {@link Builder#ports} or {@link Builder#forwardedPorts}.
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
   * Returns the filter, in the syntax of pcap-filter(7). In a live capture the kernel applies the
   * filter. A file is not filtered, because a filter would remove frames before they are numbered.
   * Instead the source decodes every frame, and delivers the same packets as a filtered capture.
   *
   * @return one line that tcpdump accepts; empty before {@link #start}, because the filter depends
   *     on the link type
   */
  public Optional<String> filterExpression() {
    return Optional.ofNullable(filter);
  }

  private String filter(int linkType) throws PcapException {
    var type = LinkTypes.require(parts.name(), linkType);
    var sorted = ports.all().sorted();
    String expression = MessageFilter.expression(Message.INITIATION, type, sorted, parts.live());
    filter = expression;
    return expression;
  }

  /**
   * Replaces the listen ports that a live capture watches. Does nothing for a file.
   *
   * @throws io.jitpeers.settings.SettingsException if this method is called before the start, and
   *     one of {@link Builder#ports} is not a listen port of a device
   */
  @Override
  public void listenPorts(Set<Integer> listenPorts) {
    boolean changed = ports.follow(listenPorts);
    CaptureRun running = life.run();
    if (changed && running != null) {
      log.info("{} now captures packets to the ports {}", name(), ports.all());
      running.refilter();
    }
  }

  /**
   * Opens the capture and starts to deliver packets.
   *
   * @throws UncheckedIOException if libpcap is missing, or cannot open the capture or the file: the
   *     interface does not exist or is down, the process has no permission to capture, or the file
   *     is not readable. The exception's cause, usually a {@link PcapException}, names a remedy.
   */
  @Override
  public void start(PacketHandler handler) {
    Objects.requireNonNull(handler, "handler");
    try {
      int linkType = life.start(handler);
      if (!parts.live()) {
        var unused = filter(linkType);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * Returns whether packets are reinjected: true for a started live source, unless reinjection is
   * off or unavailable.
   */
  @Override
  public boolean returnsPackets() {
    CaptureRun running = life.run();
    return running != null && running.returnsPackets();
  }

  /**
   * Returns the counters. {@code received} counts the frames that libpcap delivered. {@code
   * droppedByKernel} counts the frames that were lost because the kernel's buffer was full. {@code
   * droppedBySource} counts the frames without an initiation to one of the ports.
   */
  @Override
  public SourceStatistics statistics() {
    PcapStatistics all = pcapStatistics();
    return SourceStatistics.of(
        all.frames(),
        all.droppedByKernel(),
        all.refused().values().stream().mapToLong(Long::longValue).sum());
  }

  /**
   * Returns all counters. Queries the kernel, which answers at once.
   *
   * @return counters since the source was created
   */
  public PcapStatistics pcapStatistics() {
    CaptureRun running = life.run();
    return running == null ? parts.counters().snapshot(PacketReturn.NONE) : running.statistics();
  }

  /**
   * Returns the number of failures of the capture, of reinjection, and of handlers. The rate of log
   * entries is limited; each entry states how many failures before it were not logged.
   *
   * @return the number since the source was created
   */
  public long failures() {
    return parts.failures().count();
  }

  /**
   * Returns a stage that completes when no more packets will be delivered.
   *
   * @return a stage that completes normally at the file's end or when the source is closed, and
   *     with an {@link IOException} if the rest of the file could not be read
   */
  public CompletionStage<Void> ended() {
    return parts.ended().minimalCompletionStage();
  }

  /**
   * Ends the capture. Waits up to 5 s for the reading thread to end, unless called on that thread.
   * Packets that the orchestrator completes after this call are not reinjected.
   */
  @Override
  public void close() {
    life.close();
  }

  /** Collects the options of a source. Not thread-safe. */
  public static final class Builder {
    private @Nullable String interfaceName;
    private @Nullable Path file;
    private final List<Integer> ports = new ArrayList<>();
    private final List<Integer> forwardedPorts = new ArrayList<>();
    private @Nullable String namespace;
    private int snapshotLength = CaptureSizes.INITIATION_SNAPSHOT;
    private int bufferBytes = CaptureSizes.INITIATION_BUFFER;
    private boolean reinjection = true;
    private TimeSource time = TimeSource.system();
    private CaptureSession.@Nullable Opener scriptedCaptures;
    private PacketReturn.@Nullable Opener scriptedReinjectors;

    private Builder() {}

    /**
     * Captures on an interface.
     *
     * @param nameOrAny the interface's name, or {@code any} for all interfaces
     * @return this
     * @throws IllegalArgumentException if {@code nameOrAny} is blank, or a file was set
     */
    public Builder interfaceName(String nameOrAny) {
      if (nameOrAny.isBlank()) {
        throw new IllegalArgumentException("an interface must have a name; any stands for all");
      }
      CaptureTarget.requireOneSubject(nameOrAny, file);
      interfaceName = nameOrAny;
      return this;
    }

    /**
     * Reads a capture file, pcap or pcapng, to its end. Nothing is reinjected.
     *
     * @param captureFile the path of a regular file; a pipe is refused, because it could block
     * @return this
     * @throws IllegalArgumentException if an interface was set
     */
    public Builder file(Path captureFile) {
      CaptureTarget.requireOneSubject(
          interfaceName, Objects.requireNonNull(captureFile, "captureFile"));
      file = captureFile;
      return this;
    }

    /**
     * Adds the listen ports of the WireGuard interfaces. A {@link io.jitpeers.JitOrchestrator} does
     * not start a live capture if one of these ports is not a listen port of its devices. If no
     * port is added, a live capture watches the listen ports of the orchestrator's devices.
     *
     * @param udpPorts each 1 to 65535
     * @return this
     * @throws IllegalArgumentException if a port is out of range
     */
    public Builder ports(int... udpPorts) {
      Ports.addTo(ports, udpPorts);
      return this;
    }

    /**
     * Adds UDP ports that this machine's firewall forwards to the listen ports, such as 443. A
     * capture sees packets before their ports are translated. The kernel also translates reinjected
     * packets, and translates answers back to the port that the client addressed.
     *
     * @param udpPorts each 1 to 65535
     * @return this
     * @throws IllegalArgumentException if a port is out of range
     */
    public Builder forwardedPorts(int... udpPorts) {
      Ports.addTo(forwardedPorts, udpPorts);
      return this;
    }

    /**
     * Sets the network namespace to capture in. Name the namespace in which the WireGuard interface
     * was created, because the interface's UDP socket stays there. The default is this process's
     * own namespace. Entering another namespace also needs CAP_SYS_ADMIN.
     *
     * @param nameOrPath a name as {@code ip netns} lists it, or the path of a namespace's file,
     *     such as {@code /proc/1234/ns/net}
     * @return this
     * @throws IllegalArgumentException if {@code nameOrPath} is blank
     */
    public Builder networkNamespace(String nameOrPath) {
      var unused = NetworkNamespace.of(nameOrPath, Capability.CAP_NET_RAW);
      namespace = nameOrPath;
      return this;
    }

    /**
     * Sets how many bytes of a frame a live capture keeps. An initiation that does not fit is
     * refused as truncated.
     *
     * @param bytes 210 to 262144; 512 by default, which leaves 300 bytes for tags, options and
     *     extension headers
     * @return this
     * @throws IllegalArgumentException if {@code bytes} is out of range
     */
    public Builder snapshotLength(int bytes) {
      snapshotLength = CaptureSizes.requireInitiationSnapshot(bytes);
      return this;
    }

    /**
     * Sets the size of the kernel's buffer for captured frames, which absorbs bursts.
     *
     * @param bytes at least 65536; 8 MiB by default, enough for about 10,000 initiations
     * @return this
     * @throws IllegalArgumentException if {@code bytes} is less than 65536
     */
    public Builder bufferBytes(int bytes) {
      bufferBytes = CaptureSizes.requireBuffer(bytes);
      return this;
    }

    /**
     * Sets whether packets with the outcome INSTALLED are reinjected. Without reinjection, a new
     * client is served by another strategy; see {@link io.jitpeers.options.FirstPacketStrategy}.
     *
     * @param giveBack true by default
     * @return this
     */
    public Builder reinjection(boolean giveBack) {
      reinjection = giveBack;
      return this;
    }

    /**
     * Sets the source's wall clock and monotonic clock. The default is the system's clocks.
     *
     * @param timeSource the clocks, which are also used to convert the kernel's time stamps
     * @return this
     */
    public Builder timeSource(TimeSource timeSource) {
      time = Objects.requireNonNull(timeSource, "timeSource");
      return this;
    }

    /** Replaces libpcap and the kernel, for tests. */
    Builder kernel(CaptureSession.Opener captures, PacketReturn.Opener reinjectors) {
      scriptedCaptures = captures;
      scriptedReinjectors = reinjectors;
      return this;
    }

    /**
     * Creates the source. {@link #start} opens the capture.
     *
     * @return a new source; the caller starts and closes it
     * @throws IllegalArgumentException if neither an interface nor a file was set; if a file was
     *     set, but no port was added; or if both a file and a namespace were set
     */
    public PcapPacketSource build() {
      if (interfaceName == null && file == null) {
        throw new IllegalArgumentException("a capture needs an interface or a file");
      }
      if (file != null && namespace != null) {
        throw new IllegalArgumentException(
            "a network namespace applies to an interface, not to a file");
      }
      return new PcapPacketSource(this);
    }

    private CaptureTarget target() {
      return new CaptureTarget(interfaceName, file, namespace, snapshotLength, bufferBytes);
    }

    private PacketReturn.@Nullable Opener reinjectors(CaptureTarget target, WatchedPorts watched) {
      if (!reinjection || !target.isLive()) {
        return null;
      }
      return scriptedReinjectors != null ? scriptedReinjectors : target.reinjectors(watched);
    }
  }
}
