package io.jitpeers.source;

import com.google.common.util.concurrent.Uninterruptibles;
import io.jitpeers.source.support.SourceThread;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The source that a {@link PacketDispatcher} gives to one orchestrator. Thread-safe. */
final class PortSource implements PacketSource {
  private static final Logger log = LoggerFactory.getLogger(PacketDispatcher.class);

  private final PacketDispatcher dispatcher;
  private final String name;
  private final LongAdder received = new LongAdder();
  private final LongAdder undelivered = new LongAdder();
  // The read lock is held while packets are delivered. Closing takes the write lock to wait for
  // these deliveries.
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
  private volatile @Nullable PacketHandler handler;
  private volatile boolean closed;

  PortSource(PacketDispatcher dispatcher, String name) {
    this.dispatcher = dispatcher;
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void listenPorts(Set<Integer> ports) {
    dispatcher.listenPorts(this, Set.copyOf(ports));
  }

  @Override
  public void start(PacketHandler packetHandler) {
    dispatcher.start(this, Objects.requireNonNull(packetHandler, "packetHandler"));
  }

  /**
   * Delivers packets to a handler from now on. This method and {@link #undo} are called under the
   * dispatcher's lock.
   */
  void open(PacketHandler packetHandler) {
    if (handler != null || closed) {
      throw new IllegalStateException(
          "the source " + name + (closed ? " was closed" : " was already started"));
    }
    handler = packetHandler;
  }

  /** Undoes {@link #open}. Called if the shared source could not start. */
  void undo() {
    handler = null;
  }

  void deliver(Packet packet) {
    received.increment();
    gate.readLock().lock();
    try {
      PacketHandler taker = handler;
      if (taker != null && !closed) {
        taker.onPacket(packet);
        return;
      }
    } finally {
      gate.readLock().unlock();
    }
    undelivered.increment();
    dispatcher.fail(packet);
  }

  /** Delivers packets that were read together and belong to this source. */
  void deliver(List<? extends Packet> packets) {
    received.add(packets.size());
    gate.readLock().lock();
    try {
      PacketHandler taker = handler;
      if (taker != null && !closed) {
        taker.onPackets(packets);
        return;
      }
    } finally {
      gate.readLock().unlock();
    }
    undelivered.add(packets.size());
    for (int i = 0; i < packets.size(); i++) {
      dispatcher.fail(packets.get(i));
    }
  }

  @Override
  public boolean returnsPackets() {
    return dispatcher.returnsPackets();
  }

  @Override
  public boolean holdsPackets() {
    return dispatcher.holdsPackets();
  }

  @Override
  public SourceStatistics statistics() {
    return SourceStatistics.of(
        received.sum(), dispatcher.statistics().droppedByKernel(), undelivered.sum());
  }

  @Override
  public void close() {
    closed = true;
    try {
      dispatcher.release(this);
    } finally {
      awaitDeliveries();
    }
  }

  /** Closes this source after the dispatcher has closed the shared source. */
  void end() {
    closed = true;
    awaitDeliveries();
  }

  private void awaitDeliveries() {
    if (gate.getReadHoldCount() > 0) {
      return; // This call is inside a delivery, so waiting for it would never end.
    }
    if (Uninterruptibles.tryLockUninterruptibly(gate.writeLock(), SourceThread.PATIENCE)) {
      gate.writeLock().unlock();
    } else {
      log.warn("{} is closed, but its handler has not returned yet", name);
    }
  }
}
