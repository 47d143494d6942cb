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
 * Completes packets and counts what became of them, so that every packet is in exactly one counter.
 * Thread-safe.
 */
public final class Completions {
  private static final Logger log = LoggerFactory.getLogger(Completions.class);

  /**
   * What ends on the source's own thread, as often as anybody sends: nothing is made and no clock
   * is read for them. Whoever is slow to hear of these holds itself up.
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

  /** Completes packets of sources that nobody looks at, for parts that are used alone. */
  public Completions() {
    this(CallWatch.alone(TimeSource.system()), TimeSource.system());
  }

  public Completions(CallWatch watch, TimeSource time) {
    sourceFailures = new FailureLog(log, time);
    source = watch.party("a packet source", "the thread that completes its packets waits for it");
  }

  /** Completes one packet. A source that throws is logged and counted, and disturbs nobody else. */
  public void complete(Packet packet, Outcome outcome) {
    complete(packet, outcome, outcome.sentence());
  }

  /** The same, with a sentence that says why in this case; no secrets. */
  public void complete(Packet packet, Outcome outcome, String detail) {
    if (IN_FLOODS.contains(outcome)) {
      outcomes.increment(outcome);
      tell(packet, outcome, outcome.packetOutcome(), detail, null);
    } else {
      watched(packet, outcome, outcome.packetOutcome(), detail, null);
    }
  }

  /** The same, where the source has to know something else than the outcome says. */
  public void complete(Packet packet, Outcome outcome, PacketOutcome told) {
    watched(packet, outcome, told, outcome.sentence(), null);
  }

  /** The same, of a packet that goes to the data plane, which is told whose it is. */
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

  /** Packets completed so far, by outcome; every outcome is present. */
  public Map<Outcome, Long> counts() {
    return outcomes.counts();
  }

  /** How often a source threw when it was told. */
  public long sourceFailures() {
    return sourceFailures.count();
  }
}
