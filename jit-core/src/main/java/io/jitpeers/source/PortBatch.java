package io.jitpeers.source;

import com.google.common.base.Throwables;
import io.jitpeers.spi.Packet;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * Receives packets that were read together, and groups them by taker. A packet's taker is the port
 * source that receives the packet. If the packets have several takers, each taker receives this
 * object as its list of packets. The list contains the packets of one taker at a time. It is empty
 * while no packets are delivered. The object is reused, so that a flood of packets causes no
 * allocations. Not thread-safe.
 */
final class PortBatch extends AbstractList<Packet> implements RandomAccess {
  private final PacketDispatcher dispatcher;
  private @Nullable PortSource[] takers = new @Nullable PortSource[0];
  private @Nullable Packet[] part = new @Nullable Packet[0];
  private int size;
  private @Nullable Throwable thrown;

  PortBatch(PacketDispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  /**
   * Delivers each packet to its taker, the port source for the packet's destination port. All
   * packets of one taker are delivered together, in their order. If a taker throws, this method
   * throws the exception after all other takers have received their packets.
   */
  void deliver(PortRoutes routes, List<? extends Packet> packets) {
    int count = packets.size();
    if (count > takers.length) {
      takers = new @Nullable PortSource[count];
      part = new @Nullable Packet[count];
    }
    PortSource only = sort(routes, packets, count);
    if (only != null) {
      deliver(only, packets);
    } else {
      for (int i = 0; i < count; i++) {
        PortSource taker = takers[i];
        if (taker != null) {
          gather(taker, packets, i, count);
          deliver(taker, this);
        }
      }
    }
    Throwable failure = thrown;
    if (failure != null) {
      Throwables.throwIfUnchecked(failure);
    }
  }

  /**
   * Finds each packet's taker, the port source for the packet's destination port. Completes each
   * packet without a taker as FAILED. Returns the taker if all packets have the same taker. Returns
   * null if the takers differ or if a packet has no taker.
   */
  private @Nullable PortSource sort(PortRoutes routes, List<? extends Packet> packets, int count) {
    boolean together = true;
    for (int i = 0; i < count; i++) {
      Packet packet = packets.get(i);
      PortSource taker = null;
      try {
        taker = routes.at(packet.destinationPort());
        if (taker == null) {
          dispatcher.fail(packet);
        }
      } catch (RuntimeException | Error e) {
        record(e);
      }
      takers[i] = taker;
      together &= taker == takers[0];
    }
    return together ? takers[0] : null;
  }

  /**
   * Fills this list with the taker's packets, and clears their entries in the table of takers, so
   * that each packet is delivered only once.
   *
   * @param first the index of the taker's first packet in {@code packets}
   * @param count the number of packets in {@code packets}
   */
  private void gather(PortSource taker, List<? extends Packet> packets, int first, int count) {
    size = 0;
    for (int i = first; i < count; i++) {
      if (takers[i] == taker) {
        part[size++] = packets.get(i);
        takers[i] = null;
      }
    }
  }

  private void deliver(PortSource taker, List<? extends Packet> packets) {
    try {
      taker.deliver(packets);
    } catch (RuntimeException | Error e) {
      record(e);
    }
  }

  private void record(Throwable failure) {
    if (thrown == null) {
      thrown = failure;
    } else if (thrown != failure) {
      thrown.addSuppressed(failure);
    }
  }

  /** Clears all references. */
  void reset() {
    Arrays.fill(takers, null);
    Arrays.fill(part, null);
    size = 0;
    thrown = null;
  }

  @Override
  public Packet get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    Packet packet = part[index];
    if (packet == null) {
      throw new IllegalStateException("a packet was requested after its handler had returned");
    }
    return packet;
  }

  @Override
  public int size() {
    return size;
  }
}
