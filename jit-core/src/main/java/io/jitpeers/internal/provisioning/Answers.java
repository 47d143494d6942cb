package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.internal.common.Completions;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.device.DeviceLooks;
import io.jitpeers.internal.explain.OutcomeMemory;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketPeer;
import io.jitpeers.time.TimeSource;
import io.jitpeers.trace.StageEnd;
import io.jitpeers.wireguard.PublicKey;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Completes each demand for a peer with the demand's outcome. A demand is an initiation of the
 * peer's client, or a packet that wakes the peer. Packets that wake peers come from the private
 * side, which is the network behind the gateway. Thread-safe.
 */
final class Answers {
  /**
   * Before an initiation is refused with one of these outcomes, the device is checked, because
   * another program may have added the peer.
   */
  private static final Set<Outcome> LOOKED_AT =
      EnumSet.of(Outcome.REPLAYED, Outcome.NOT_FOUND, Outcome.EXPIRED, Outcome.CONFIG_REFUSED);

  private final HotSet hotSet;
  private final FirstPackets firstPackets;
  private final Completions completions;
  private final DeviceLooks looks;
  private final Runnable sweepSoon;
  private final Events events;
  private final TimeSource time;
  private final OutcomeMemory outcomes;
  private final FailureLog failures;

  Answers(ProvisioningParts parts) {
    this(
        parts.hotSet(),
        parts.firstPackets(),
        parts.completions(),
        parts.looks(),
        parts.sweepSoon(),
        parts.events(),
        parts.time(),
        parts.outcomes());
  }

  /** Creates an instance with its own memory of outcomes, for tests of this class. */
  Answers(
      HotSet hotSet,
      FirstPackets firstPackets,
      Completions completions,
      DeviceLooks looks,
      Runnable sweepSoon,
      Events events,
      TimeSource time) {
    this(hotSet, firstPackets, completions, looks, sweepSoon, events, time, new OutcomeMemory());
  }

  Answers(
      HotSet hotSet,
      FirstPackets firstPackets,
      Completions completions,
      DeviceLooks looks,
      Runnable sweepSoon,
      Events events,
      TimeSource time,
      OutcomeMemory outcomes) {
    this.hotSet = hotSet;
    this.firstPackets = firstPackets;
    this.completions = completions;
    this.looks = looks;
    this.sweepSoon = sweepSoon;
    this.events = events;
    this.time = time;
    this.outcomes = outcomes;
    this.failures = new FailureLog(LoggerFactory.getLogger(Answers.class), time);
  }

  /** Completes the demands for a peer that was installed. */
  void installed(PendingPeer flight, PendingPeers.Ended ended, boolean initiated) {
    flight.ended(Stage.INSTALL, StageEnd.Result.DONE);
    if (ended.demand() instanceof Demand.Initiation initiation) {
      Packet packet = initiation.packet();
      hotSet.sources().served(packet.source().getAddress());
      if (firstPackets.settle(initiation, flight.again, initiated) == FirstPacketStrategy.REPLAY) {
        noteReturned(flight);
        PacketPeer peer = new PacketPeer(flight.key, Optional.ofNullable(flight.answered));
        long began = events.nanoTime();
        flight.began(Stage.RETURN);
        completions.complete(packet, Outcome.INSTALLED, peer);
        events.stageTook(Stage.RETURN, events.nanoTime() - began);
        flight.ended(Stage.RETURN, StageEnd.Result.DONE);
      } else {
        // The data plane must not get this packet, because its client is answered in another way.
        completions.complete(packet, Outcome.INSTALLED, PacketOutcome.REJECTED);
      }
    } else {
      complete(ended.demand(), Outcome.INSTALLED);
    }
    ended.waiting().forEach(wakeUp -> complete(wakeUp, Outcome.INSTALLED));
    if (ended.demand() instanceof Demand.Initiation initiation) {
      long took = time.nanoTime() - initiation.packet().captureNanos();
      events.stageTook(Stage.FIRST_PACKET, took);
      // Recorded last, so that the data plane gets the packet without delay.
      outcomes.ended(initiation, Outcome.INSTALLED, Outcome.INSTALLED.sentence());
    }
  }

  /**
   * Records in the hot set that the data plane is about to get the initiation that caused a peer's
   * install. Never throws: a failure is only logged, so that the caller completes the initiation's
   * packet in any case.
   *
   * @param flight the attempt that installed the peer
   */
  private void noteReturned(PendingPeer flight) {
    try {
      hotSet.initiationReturned(flight.key);
    } catch (RuntimeException | Error e) {
      failures.record("the return of an initiation to the data plane could not be recorded", e);
    }
  }

  /** Completes all demands for a peer with one outcome, because the peer was not installed. */
  void refused(PublicKey key, PendingPeers.Ended ended, Outcome outcome, String detail) {
    if (ended.demand() instanceof Demand.Initiation initiation) {
      refused(initiation, key, outcome, detail);
    } else {
      complete(ended.demand(), outcome);
    }
    ended.waiting().forEach(wakeUp -> complete(wakeUp, outcome));
  }

  /**
   * Completes an initiation whose peer was not installed. Some packet sources {@linkplain
   * io.jitpeers.spi.PacketSource#holdsPackets hold packets}: they keep a packet from the data plane
   * until the orchestrator has decided about it. If such a packet is refused, it never reaches the
   * data plane. But the data plane itself has to judge the initiations of foreign peers, which
   * other programs added. Therefore the device is first checked for a foreign peer with this key.
   * If the device has such a peer, the data plane gets the packet.
   */
  void refused(Demand.Initiation initiation, PublicKey key, Outcome outcome) {
    refused(initiation, key, outcome, outcome.sentence());
  }

  /**
   * Like {@link #refused(Demand.Initiation, PublicKey, Outcome)}, with a reason for the refusal.
   */
  void refused(Demand.Initiation initiation, PublicKey key, Outcome outcome, String detail) {
    if (LOOKED_AT.contains(outcome) && initiation.source().holdsPackets()) {
      look(initiation, key, outcome, detail);
    } else {
      complete(initiation, outcome, detail);
    }
  }

  private void look(Demand.Initiation initiation, PublicKey key, Outcome outcome, String detail) {
    AtomicBoolean answered = new AtomicBoolean();
    Consumer<Boolean> answer =
        foreign -> {
          if (answered.compareAndSet(false, true)) {
            complete(initiation, foreign ? passed(key) : outcome, detail);
          }
        };
    try {
      looks.isForeign(key, answer);
    } catch (RuntimeException | Error e) {
      failures.record("the device could not be listed before a refusal", e);
      answer.accept(false);
    }
  }

  private Outcome passed(PublicKey key) {
    hotSet.initiationSeen(key);
    return Outcome.ALREADY_RESIDENT;
  }

  /**
   * Completes a demand with an outcome. If the outcome is that the limit of resident peers was
   * reached, triggers a sweep, which evicts peers.
   *
   * @param demand any demand except an initiation whose peer was installed; {@link #installed}
   *     completes that initiation
   */
  void complete(Demand demand, Outcome outcome) {
    complete(demand, outcome, outcome.sentence());
  }

  private void complete(Demand demand, Outcome outcome, String detail) {
    answer(demand, outcome, detail);
    if (outcome == Outcome.AT_CAPACITY) {
      makeRoom();
    }
  }

  /** Triggers a sweep, which evicts peers, so that later clients find room. */
  private void makeRoom() {
    try {
      sweepSoon.run();
    } catch (RuntimeException | Error e) {
      failures.record("an early sweep to make room could not be scheduled", e);
    }
  }

  private void answer(Demand demand, Outcome outcome, String detail) {
    if (demand instanceof Demand.Initiation initiation) {
      PublicKey key = initiation.initiator();
      if (outcome == Outcome.ALREADY_RESIDENT && key != null) {
        PacketPeer peer = new PacketPeer(key, Optional.empty());
        completions.complete(initiation.packet(), outcome, peer);
        outcomes.ended(initiation, outcome, detail);
      } else {
        outcomes.ended(initiation, outcome, detail);
        completions.complete(initiation.packet(), outcome, detail);
      }
    } else if (demand instanceof Demand.WakeUp wakeUp) {
      wakeUp.ended().accept(wakeUp, outcome);
    }
  }
}
