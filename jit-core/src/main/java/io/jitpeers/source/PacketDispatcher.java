package io.jitpeers.source;

import io.jitpeers.event.Outcome;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Shares one packet source between several orchestrators, each with a WireGuard interface, a key
 * and a store of its own. One capture or queue then serves all of them. The port that a packet was
 * sent to decides which orchestrator gets it.
 *
 * <pre>{@code
 * PacketDispatcher dispatcher = PacketDispatcher.of(capture);
 * JitOrchestrator first =
 *     JitOrchestrator.builder(settingsOfWg0).packetSource(dispatcher.forPort(51820)).build();
 * JitOrchestrator second =
 *     JitOrchestrator.builder(settingsOfWg1).packetSource(dispatcher.forPort(51821)).build();
 * }</pre>
 *
 * <p>The first orchestrator that starts also starts the shared source. The shared source is closed
 * when all sources that {@link #forPort} returned are closed, whether they were started or not.
 * Create all these sources before closing the first one. If the shared source cannot start, the
 * exception reaches the orchestrator that tried to start it. The next orchestrator that starts
 * tries to start the shared source again.
 *
 * <p>If the orchestrator of a port has not started yet or was closed, a packet to that port is
 * completed as {@link PacketOutcome#FAILED} and {@linkplain #undelivered counted}. A source that
 * {@linkplain PacketSource#holdsPackets holds packets} lets such a packet pass to the data plane.
 * Packets that were read together are delivered together if they go to the same orchestrator. If a
 * handler throws, the other handlers still get their packets before the exception reaches the
 * shared source.
 *
 * <p>An orchestrator needs the packets to its device's listen port. If the source sees packets
 * before this machine's firewall does, the orchestrator also needs the packets to the ports that
 * the firewall forwards to the listen port. When the listen port of the device changes, the new
 * port replaces the old one. If the shared source is a capture, it then captures packets to the new
 * port. If the shared source is a queue, the firewall rule has to be changed by hand. A port that
 * the orchestrator does not need is harmless, because an initiation for another public key fails
 * the MAC1 check.
 *
 * <p>Thread-safe.
 */
public final class PacketDispatcher implements AutoCloseable {
  private final PacketSource source;
  private final Entry entry = new Entry();
  private final LongAdder undelivered = new LongAdder();
  private final AtomicReference<@Nullable PortBatch> spare = new AtomicReference<>();
  private final Object lifecycle = new Object();
  private final Set<PortSource> open = new LinkedHashSet<>();
  private final Map<PortSource, Set<Integer>> listening = new HashMap<>();
  private volatile PortRoutes routes = PortRoutes.NONE;
  private boolean started;
  private boolean closed;

  private PacketDispatcher(PacketSource source) {
    this.source = source;
  }

  /**
   * Creates a dispatcher.
   *
   * @param source a source that was not started; the dispatcher owns it from now on
   * @return a new dispatcher
   */
  public static PacketDispatcher of(PacketSource source) {
    return new PacketDispatcher(Objects.requireNonNull(source, "source"));
  }

  /**
   * Returns a source of the packets that were sent to the given ports. Closing the returned source
   * frees its ports. The counters of the returned source count only packets to its ports, with one
   * exception. The number of packets that the kernel dropped is for the whole shared source,
   * because the ports of these packets are unknown.
   *
   * @param ports at least one UDP port, 1 to 65535, without duplicates: the listen port of the
   *     orchestrator's device and, with a capture, the ports that this machine's firewall forwards
   *     to the listen port
   * @return a source for one orchestrator; the orchestrator closes the source
   * @throws IllegalArgumentException if no port is given, or a port is out of range, is given
   *     twice, or already has a source
   * @throws IllegalStateException if the dispatcher was closed, or if all sources that it returned
   *     were closed
   */
  public PacketSource forPort(int... ports) {
    if (ports.length == 0) {
      throw new IllegalArgumentException("name at least one port");
    }
    for (int port : ports) {
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("a port must be 1 to 65535, not " + port);
      }
    }
    PortSource taker = new PortSource(this, source.name() + ":" + PortRoutes.text(ports));
    synchronized (lifecycle) {
      if (closed) {
        throw new IllegalStateException(
            "the dispatcher of "
                + source.name()
                + " is closed; create all sources before closing any");
      }
      routes = routes.with(taker, ports);
      open.add(taker);
    }
    return taker;
  }

  /**
   * Records the ports that a port source's device listens on, and passes the ports of all devices
   * to the shared source. If one of the ports already belongs to another port source, the first
   * call for {@code taker} throws. A later call means that the device has changed its ports, and
   * moves such a port to {@code taker}, because the kernel gives a port to one device only.
   *
   * @throws IllegalArgumentException if this is the first call for {@code taker} and one of the
   *     ports already belongs to another port source
   */
  void listenPorts(PortSource taker, Set<Integer> ports) {
    synchronized (lifecycle) {
      if (!open.contains(taker)) {
        return; // The port source was closed.
      }
      Set<Integer> before = listening.get(taker);
      if (before == null) {
        Set<Integer> more = new TreeSet<>(ports);
        more.removeAll(routes.of(taker));
        routes = routes.with(taker, more.stream().mapToInt(Integer::intValue).toArray());
      } else {
        routes = routes.moved(taker, before, ports);
      }
      listening.put(taker, ports);
      source.listenPorts(allListenPorts());
    }
  }

  /**
   * Returns the listen ports of all orchestrators. For an orchestrator that has not started yet,
   * these are the ports that {@link #forPort} was given.
   */
  private Set<Integer> allListenPorts() {
    Set<Integer> all = new TreeSet<>();
    for (PortSource taker : open) {
      Set<Integer> told = listening.get(taker);
      all.addAll(told == null ? routes.of(taker) : told);
    }
    return all;
  }

  void start(PortSource taker, PacketHandler handler) {
    synchronized (lifecycle) {
      // The handler is set first, because the shared source may deliver at once.
      taker.open(handler);
      if (started) {
        return;
      }
      try {
        source.start(entry);
        started = true;
      } finally {
        if (!started) {
          taker.undo();
        }
      }
    }
  }

  /**
   * Frees the ports of a port source, and closes the shared source if no other port source is open.
   */
  void release(PortSource taker) {
    boolean last;
    synchronized (lifecycle) {
      if (!open.remove(taker)) {
        return;
      }
      routes = routes.without(taker);
      listening.remove(taker);
      last = open.isEmpty();
      closed |= last;
    }
    if (last) {
      source.close();
    }
  }

  void fail(Packet packet) {
    undelivered.increment();
    packet.complete(PacketOutcome.FAILED, Outcome.CLOSED, "no orchestrator runs for its port");
  }

  boolean returnsPackets() {
    return source.returnsPackets();
  }

  boolean holdsPackets() {
    return source.holdsPackets();
  }

  /** {@return the short name of the shared source, without secrets} */
  public String name() {
    return source.name();
  }

  /**
   * Returns the counters of the shared source. Does not block and has no side effects.
   *
   * @return counters since the source was created
   */
  public SourceStatistics statistics() {
    return source.statistics();
  }

  /**
   * {@return how many packets were completed as FAILED because no orchestrator was running for the
   * packet's port}
   */
  public long undelivered() {
    return undelivered.sum();
  }

  /**
   * Closes the shared source and every source that {@link #forPort} returned. Once this method has
   * returned, no packet is delivered. Closing again does nothing.
   */
  @Override
  public void close() {
    List<PortSource> takers;
    synchronized (lifecycle) {
      closed = true;
      takers = List.copyOf(open);
      open.clear();
      listening.clear();
      routes = PortRoutes.NONE;
    }
    try {
      source.close();
    } finally {
      takers.forEach(PortSource::end);
    }
  }

  /** Receives the packets of the shared source. */
  private final class Entry implements PacketHandler {

    @Override
    public void onPacket(Packet packet) {
      PortSource taker = routes.at(packet.destinationPort());
      if (taker == null) {
        fail(packet);
      } else {
        taker.deliver(packet);
      }
    }

    @Override
    public void onPackets(List<? extends Packet> packets) {
      // A second batch is created if the source delivers on several threads, or if it delivers more
      // packets during a delivery.
      PortBatch own = spare.getAndSet(null);
      PortBatch batch = own == null ? new PortBatch(PacketDispatcher.this) : own;
      try {
        batch.deliver(routes, packets);
      } finally {
        batch.reset();
        spare.set(batch);
      }
    }
  }
}
