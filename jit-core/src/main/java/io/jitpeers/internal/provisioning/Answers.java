package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.internal.common.Completions;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketPeer;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.util.Optional;

/** Answers the demands for peers with what became of them. Thread-safe. */
final class Answers {
  private final HotSet hotSet;
  private final FirstPackets firstPackets;
  private final Completions completions;
  private final Events events;
  private final TimeSource time;

  Answers(
      HotSet hotSet,
      FirstPackets firstPackets,
      Completions completions,
      Events events,
      TimeSource time) {
    this.hotSet = hotSet;
    this.firstPackets = firstPackets;
    this.completions = completions;
    this.events = events;
    this.time = time;
  }

  /** The peer of a flight was installed. */
  void installed(PendingPeer flight, PendingPeers.Ended ended, boolean initiated) {
    if (ended.demand() instanceof Demand.Initiation initiation) {
      Packet packet = initiation.packet();
      if (firstPackets.settle(initiation, flight.again, initiated) == FirstPacketStrategy.REPLAY) {
        hotSet.initiationReturned(flight.key);
        PacketPeer peer = new PacketPeer(flight.key, Optional.ofNullable(flight.answered));
        completions.complete(packet, Outcome.INSTALLED, peer);
      } else {
        // The data plane must not get it: its client is answered in another way.
        completions.complete(packet, Outcome.INSTALLED, PacketOutcome.REJECTED);
      }
      events.stageTook(Stage.FIRST_PACKET, time.nanoTime() - packet.captureNanos());
    } else {
      complete(ended.demand(), Outcome.INSTALLED);
    }
    ended.waiting().forEach(wakeUp -> complete(wakeUp, Outcome.INSTALLED));
  }

  /** All demands of a flight ended alike. */
  void complete(PendingPeers.Ended ended, Outcome outcome) {
    complete(ended.demand(), outcome);
    ended.waiting().forEach(wakeUp -> complete(wakeUp, outcome));
  }

  /** Answers a demand, but for installed initiations. */
  void complete(Demand demand, Outcome outcome) {
    if (demand instanceof Demand.Initiation initiation) {
      PublicKey key = initiation.initiator();
      if (outcome == Outcome.ALREADY_RESIDENT && key != null) {
        PacketPeer peer = new PacketPeer(key, Optional.empty());
        completions.complete(initiation.packet(), outcome, peer);
      } else {
        completions.complete(initiation.packet(), outcome);
      }
    } else if (demand instanceof Demand.WakeUp wakeUp) {
      wakeUp.ended().accept(wakeUp, outcome);
    }
  }
}
