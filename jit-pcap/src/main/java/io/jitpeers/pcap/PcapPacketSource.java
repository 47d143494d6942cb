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
import io.jitpeers.pcap.internal.filter.InitiationFilter;
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
 * Initiations that libpcap sees, on an interface or in a capture file. The kernel gets them too, so
 * a capture disturbs nobody; but the kernel has forgotten the initiation of an unknown peer when
 * that peer is installed. So a live source gives it back: it sends the datagram once more, from its
 * original source, to the local port that it was for.
 *
 * <p>What is captured: UDP datagrams to the given ports that look like initiations, over IPv4 with
 * options or not, over IPv6 with extension headers or not, with VLAN tags or not (802.1Q, 802.1ad),
 * inbound where libpcap can tell. Fragments are not put together. Interfaces of the link types
 * Ethernet, Linux cooked ({@code any}), raw IP and loopback are understood.
 *
 * <p>Only INSTALLED packets are given back, each once, and only to addresses of this machine; the
 * checksum is computed anew, for a captured one may be partial. They go through a raw socket and
 * come in by the loopback interface. Without the capability CAP_NET_RAW, or with {@linkplain
 * Builder#reinjection reinjection} off, the source does not {@linkplain #returnsPackets return
 * packets}, and says so in the log.
 *
 * <p>Thread-safe. The capture is opened by {@link #start}. One daemon thread reads, in batches,
 * into memory that is used again: a packet is copied only if it is {@linkplain
 * io.jitpeers.spi.Packet#retain retained}. A live capture whose interface goes away is opened again
 * within a second of there being one of that name that is up; in between nothing is seen. A file
 * ends: {@link #ended} tells when. Each packet is a {@link CapturedPacket}.
 *
 * <p>Needs libpcap 1.5 or later on the machine, and to capture live CAP_NET_RAW.
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
   * Starts a source. An {@linkplain Builder#interfaceName interface} or a {@linkplain Builder#file
   * file}, and {@linkplain Builder#ports ports}, are needed.
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
   * Returns the filter, as pcap-filter(7) has it. Live, libpcap has the kernel apply it. To a file
   * it is not applied, so that its frames keep their numbers: this source decodes each of them, and
   * delivers the same ones.
   *
   * @return one line that can be given to tcpdump; empty before {@link #start}, for it depends on
   *     the link type
   */
  public Optional<String> filterExpression() {
    return Optional.ofNullable(filter);
  }

  private String filter(int linkType) throws PcapException {
    String expression =
        InitiationFilter.expression(
            LinkTypes.require(parts.name(), linkType), ports.all().sorted(), parts.live());
    filter = expression;
    return expression;
  }

  /**
   * Has a live capture watch the devices' listen ports, beside those that are forwarded to them. A
   * file is another machine's, and keeps its ports.
   *
   * @throws io.jitpeers.settings.SettingsException before the start, if one of {@link
   *     Builder#ports} is not among them
   */
  @Override
  public void listenPorts(Set<Integer> listenPorts) {
    boolean changed = ports.follow(listenPorts);
    CaptureRun running = life.run();
    if (changed && running != null) {
      log.info("{} captures what is for the ports {} from now on", name(), ports.all());
      running.refilter();
    }
  }

  /**
   * Opens the capture and starts delivery.
   *
   * @throws UncheckedIOException if libpcap is missing or refuses: there is no such interface, it
   *     is down, the process may not capture, or the file is none that libpcap reads. Its cause,
   *     mostly a {@link PcapException}, says what to do about it.
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
   * Returns whether packets are given back: true for a started live source, unless reinjection is
   * off or could not be had.
   */
  @Override
  public boolean returnsPackets() {
    CaptureRun running = life.run();
    return running != null && running.returnsPackets();
  }

  /**
   * Returns counters. {@code received} are the frames that libpcap gave, {@code droppedByKernel}
   * those that found its buffer full, {@code droppedBySource} those that held no initiation to one
   * of the ports.
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
   * Returns everything that is counted. Asks the kernel, which does not wait.
   *
   * @return counters since the source was made
   */
  public PcapStatistics pcapStatistics() {
    CaptureRun running = life.run();
    return running == null ? parts.counters().snapshot(PacketReturn.NONE) : running.statistics();
  }

  /**
   * Counts failures of the capture and of giving packets back, and handlers that threw. Each was
   * logged, or counted in a later log entry.
   *
   * @return how many since the source was made
   */
  public long failures() {
    return parts.failures().count();
  }

  /**
   * Tells when nothing more will be delivered.
   *
   * @return completes normally when the file was read to its end, or the source was closed; with an
   *     {@link IOException} if the file could not be read on
   */
  public CompletionStage<Void> ended() {
    return parts.ended().minimalCompletionStage();
  }

  /**
   * Ends the capture and waits for the reading thread, unless called on it; at most 5 s, should a
   * handler not return. Packets completed afterwards are not given back.
   */
  @Override
  public void close() {
    life.close();
  }

  /** Collects the parts of a source. Not thread-safe. */
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
     * @param nameOrAny its name, or {@code any} for all of the namespace
     * @return this
     * @throws IllegalArgumentException if it is blank, or a file was set
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
     * Reads a capture file, pcap or pcapng. Nothing is given back, and the source ends with it.
     *
     * @param captureFile its path; a regular file, for a pipe could make the source wait for ever
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
     * Adds the listen ports of the WireGuard interfaces. Live, an orchestrator refuses to start if
     * no device has one of them; without any, its device's port is captured.
     *
     * @param udpPorts each 1 to 65535
     * @return this
     * @throws IllegalArgumentException if one is out of range
     */
    public Builder ports(int... udpPorts) {
      Ports.addTo(ports, udpPorts);
      return this;
    }

    /**
     * Adds UDP ports that this machine's firewall forwards to the listen ports, such as 443: a
     * capture sees packets before they are translated. What is given back goes the same way, so
     * that its answer comes from the port that the client spoke to.
     *
     * @param udpPorts each 1 to 65535
     * @return this
     * @throws IllegalArgumentException if one is out of range
     */
    public Builder forwardedPorts(int... udpPorts) {
      Ports.addTo(forwardedPorts, udpPorts);
      return this;
    }

    /**
     * Sets the network namespace to capture in: the one in which the WireGuard interface was
     * created, for its UDP socket stays there. Without it, this process's own is meant. Entering
     * another one needs CAP_SYS_ADMIN too.
     *
     * @param nameOrPath a name as {@code ip netns} knows it, or the path of a namespace's file,
     *     such as {@code /proc/1234/ns/net}
     * @return this
     * @throws IllegalArgumentException if it is blank
     */
    public Builder networkNamespace(String nameOrPath) {
      var unused = NetworkNamespace.of(nameOrPath, Capability.CAP_NET_RAW);
      namespace = nameOrPath;
      return this;
    }

    /**
     * Sets how many bytes of a live frame are captured. An initiation that does not fit is refused
     * as truncated.
     *
     * @param bytes 210 to 262144; 512 unless set, which leaves 300 bytes for tags, options and
     *     extension headers
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder snapshotLength(int bytes) {
      snapshotLength = CaptureSizes.requireInitiationSnapshot(bytes);
      return this;
    }

    /**
     * Sets the kernel's buffer for captured frames, which outlasts a burst that comes faster than
     * it is worked off.
     *
     * @param bytes at least 65536; 8 MiB unless set, enough for about 10,000 initiations
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder bufferBytes(int bytes) {
      bufferBytes = CaptureSizes.requireBuffer(bytes);
      return this;
    }

    /**
     * Sets whether INSTALLED packets are given back to the kernel. If not, a new client is answered
     * in another way: see {@link io.jitpeers.options.FirstPacketStrategy}.
     *
     * @param giveBack true unless set
     * @return this
     */
    public Builder reinjection(boolean giveBack) {
      reinjection = giveBack;
      return this;
    }

    /**
     * Sets the clocks that packets are dated by. Without it, they are the machine's.
     *
     * @param timeSource its monotonic clock is read, and its wall clock, which the kernel's is
     *     compared with
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
     * Creates the source. The capture is opened when it is started.
     *
     * @return a source that is to be started, and closed
     * @throws IllegalArgumentException if there is neither an interface nor a file, or for a file
     *     no port, or a namespace
     */
    public PcapPacketSource build() {
      if (interfaceName == null && file == null) {
        throw new IllegalArgumentException("a capture needs an interface or a file");
      }
      if (file != null && namespace != null) {
        throw new IllegalArgumentException(
            "a network namespace goes with an interface: a file is read wherever it is");
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
