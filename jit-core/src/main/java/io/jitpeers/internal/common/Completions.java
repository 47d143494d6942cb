package io.jitpeers.internal.common;

import com.google.common.collect.Sets;
import io.jitpeers.event.Outcome;
import io.jitpeers.internal.watch.CallWatch;
import io.jitpeers.internal.watch.Party;
import io.jitpeers.source.support.EnumCounters;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketPeer;
import io.jitpeers.time.TimeSource;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes packets by reporting each packet's outcome to the packet's source. Counts the packets
 * by outcome, each exactly once. Thread-safe.
 */
public final class Completions {
  private static final Logger log = LoggerFactory.getLogger(Completions.class);

  /**
   * The outcomes that are determined on the source's own thread. In a flood, nearly every packet
   * has one of these outcomes. Completing such a packet allocates nothing and reads no clock. A
   * source that is slow to complete such a packet delays only itself.
   */
  private static final Set<Outcome> IN_FLOODS =
      Sets.immutableEnumSet(
          Outcome.NOT_AN_INITIATION,
          Outcome.BAD_MAC1,
          Outcome.DUPLICATE,
          Outcome.SOURCE_RATE_LIMITED,
          Outcome.GLOBAL_RATE_LIMITED,
          Outcome.QUEUE_FULL);

  private final EnumCounters<Outcome> outcomes = new EnumCounters<>(Outcome.class);
  private final FailureLog sourceFailures;
  private final Party source;
  private final Runnable completed;

  /** Creates an instance without a watchdog for slow sources, for tests of single parts. */
  public Completions() {
    this(CallWatch.alone(TimeSource.system()), TimeSource.system(), () -> {});
  }

  /**
   * Creates an instance.
   *
   * @param completed runs after a packet was completed, to start the delivery of the packet's stage
   *     times; must not throw. Does not run if the packet's outcome is one that occurs in floods.
   *     Does not run after {@code INSTALLED} either, because the event that is published in that
   *     case also starts the delivery
   */
  public Completions(CallWatch watch, TimeSource time, Runnable completed) {
    this.completed = completed;
    sourceFailures = new FailureLog(log, time);
    source = watch.party("a packet source", "the thread that completes its packets waits for it");
  }

  /** Completes one packet. An exception of the source is logged and counted. */
  public void complete(Packet packet, Outcome outcome) {
    complete(packet, outcome, outcome.sentence());
  }

  /**
   * Completes one packet, and passes its source a sentence with the reason. The sentence must
   * contain no secrets.
   */
  public void complete(Packet packet, Outcome outcome, String detail) {
    if (IN_FLOODS.contains(outcome)) {
      outcomes.increment(outcome);
      tell(packet, outcome, outcome.packetOutcome(), detail, null);
    } else {
      watched(packet, outcome, outcome.packetOutcome(), detail, null);
    }
  }

  /**
   * Completes one packet, and passes its source the given result instead of the outcome's usual
   * result.
   */
  public void complete(Packet packet, Outcome outcome, PacketOutcome told) {
    watched(packet, outcome, told, outcome.sentence(), null);
  }

  /**
   * Completes one packet that goes to the data plane, and passes the peer to the packet's source.
   */
  public void complete(Packet packet, Outcome outcome, PacketPeer peer) {
    watched(packet, outcome, outcome.packetOutcome(), outcome.sentence(), peer);
  }

  private void watched(
      Packet packet,
      Outcome outcome,
      PacketOutcome told,
      String detail,
      @Nullable PacketPeer peer) {
    outcomes.increment(outcome);
    Party.Call call = source.begin("complete a packet");
    try {
      tell(packet, outcome, told, detail, peer);
    } finally {
      boolean unused = call.end();
      if (outcome != Outcome.INSTALLED) {
        completed.run();
      }
    }
  }

  private void tell(
      Packet packet,
      Outcome outcome,
      PacketOutcome told,
      String detail,
      @Nullable PacketPeer peer) {
    try {
      if (peer == null) {
        packet.complete(told, outcome, detail);
      } else {
        packet.complete(told, peer);
      }
    } catch (RuntimeException | Error e) {
      sourceFailures.warn("the packet source failed to complete a packet as {}", outcome, e);
    }
  }

  /** Returns the number of completed packets by outcome; every outcome is present. */
  public Map<Outcome, Long> counts() {
    return outcomes.counts();
  }

  /** Returns how often a source threw when a packet was completed. */
  public long sourceFailures() {
    return sourceFailures.count();
  }
}
