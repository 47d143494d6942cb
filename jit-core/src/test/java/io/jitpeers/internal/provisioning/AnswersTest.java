package io.jitpeers.internal.provisioning;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.internal.common.Completions;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.device.DeviceLooks;
import io.jitpeers.internal.explain.Moments;
import io.jitpeers.internal.explain.OutcomeMemory;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.KnownSources;
import io.jitpeers.internal.hotset.SourceKey;
import io.jitpeers.options.ExplainOptions;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketPeer;
import io.jitpeers.testing.Mocks;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Additional work after an answer neither delays nor loses the answer. */
class AnswersTest {
  private final ManualTime time = new ManualTime();
  private final TestPacket packet = new TestPacket(new byte[148], time.nanoTime());
  private final Demand.Initiation demand =
      new Demand.Initiation(packet, new ManualPacketSource(), null);

  private Answers answers(Runnable sweepSoon) {
    return new Answers(null, null, new Completions(), null, sweepSoon, null, time);
  }

  @Test
  void roomIsMadeOnceThePacketIsCompleted() {
    List<PacketOutcome> whenAsked = new ArrayList<>();
    answers(() -> whenAsked.add(packet.outcome())).complete(demand, Outcome.AT_CAPACITY);

    assertThat(whenAsked).containsExactly(PacketOutcome.NOT_EXAMINED);
  }

  @Test
  void aSweepThatCannotBeBroughtForwardLosesNoPacket() {
    Answers answers =
        answers(
            () -> {
              throw new IllegalStateException("unable to create a thread, on purpose");
            });
    answers.complete(demand, Outcome.AT_CAPACITY);

    assertThat(packet.outcome()).isEqualTo(PacketOutcome.NOT_EXAMINED);
  }

  private final HotSet hotSet = new HotSet(time);
  private final Events events = new Events();
  private final Map<Stage, Long> took = new EnumMap<>(Stage.class);
  private final List<Outcome> woken = new ArrayList<>();

  private Answers answers() {
    events.addObserver(took::put);
    FirstPackets firstPackets = new FirstPackets(FirstPacketStrategy.WAIT, false);
    return new Answers(hotSet, firstPackets, new Completions(), null, () -> {}, events, time);
  }

  private Demand.WakeUp wakeUp() {
    return new Demand.WakeUp(key(1), null, null, (demand, outcome) -> woken.add(outcome));
  }

  private PendingPeer flight(Demand wanted) {
    return new PendingPeer(key(1), wanted, false, true, 0);
  }

  @Test
  void anInstalledPeerAnswersEverybodyWhoWaitedForIt() {
    Answers answers = answers();
    time.advance(Duration.ofMillis(7));
    long source = SourceKey.of(packet.source().getAddress());
    assertThat(hotSet.sources().residents(source)).isEqualTo(KnownSources.STRANGER);
    answers.installed(
        flight(demand), new PendingPeers.Ended(demand, List.of(wakeUp(), wakeUp())), false);

    assertThat(packet.outcome()).as("answered in another way").isEqualTo(PacketOutcome.REJECTED);
    assertThat(woken).containsExactly(Outcome.INSTALLED, Outcome.INSTALLED);
    assertThat(took).containsExactly(entry(Stage.FIRST_PACKET, Duration.ofMillis(7).toNanos()));
    assertThat(hotSet.sources().residents(source)).as("a known source").isZero();
  }

  private Answers remembering(OutcomeMemory memory) {
    FirstPackets firstPackets = new FirstPackets(FirstPacketStrategy.REPLAY, false);
    return new Answers(
        hotSet, firstPackets, new Completions(), null, () -> {}, events, time, memory);
  }

  @Test
  void aPacketForTheDataPlaneDoesNotWaitForTheMemoryOfOutcomes() {
    OutcomeMemory memory = new OutcomeMemory(ExplainOptions.defaults(), time);
    Packet first = Mocks.ofInterface(Packet.class);
    when(first.source()).thenReturn(packet.source());
    List<Integer> whenReturned = new ArrayList<>();
    doAnswer(call -> whenReturned.add(runs(memory)))
        .when(first)
        .complete(any(PacketOutcome.class), any(PacketPeer.class));
    Demand.Initiation initiation =
        new Demand.Initiation(first, new ManualPacketSource(), key(1), null, null, true);
    Answers answers = remembering(memory);
    answers.installed(flight(initiation), new PendingPeers.Ended(initiation, List.of()), false);
    assertThat(whenReturned).as("the first packet of an installed peer").containsExactly(0);
    assertThat(runs(memory)).isOne();

    answers.complete(initiation, Outcome.ALREADY_RESIDENT);
    assertThat(whenReturned).as("a packet of a resident peer").containsExactly(0, 1);
    assertThat(runs(memory)).isEqualTo(2);
  }

  private int runs(OutcomeMemory memory) {
    return memory.of(key(1), Moments.of(time)).initiations().size();
  }

  @Test
  void aWokenPeersFirstPacketIsAnsweredLikeTheOthers() {
    Demand.WakeUp first = wakeUp();
    answers().installed(flight(first), new PendingPeers.Ended(first, List.of(wakeUp())), false);

    assertThat(woken).containsExactly(Outcome.INSTALLED, Outcome.INSTALLED);
    assertThat(took).as("no first packet of a client").isEmpty();
  }

  @Test
  void aRefusedPeerAnswersEverybodyWhoWaitedForIt() {
    answers()
        .refused(
            key(1),
            new PendingPeers.Ended(demand, List.of(wakeUp())),
            Outcome.LOOKUP_TIMEOUT,
            "on purpose");
    Demand.WakeUp first = wakeUp();
    answers()
        .refused(key(1), new PendingPeers.Ended(first, List.of()), Outcome.NOT_FOUND, "on purpose");

    assertThat(packet.outcome()).isEqualTo(Outcome.LOOKUP_TIMEOUT.packetOutcome());
    assertThat(woken).containsExactly(Outcome.LOOKUP_TIMEOUT, Outcome.NOT_FOUND);
  }

  @Test
  void aResidentPeersPacketReachesTheDataPlaneWithItsKey() {
    Answers answers = answers();
    Packet resident = Mocks.ofInterface(Packet.class);
    answers.complete(initiation(resident, key(1)), Outcome.ALREADY_RESIDENT);
    verify(resident)
        .complete(
            Outcome.ALREADY_RESIDENT.packetOutcome(), new PacketPeer(key(1), Optional.empty()));

    assertOnlyOutcome(answers, key(1), Outcome.PENDING_FULL);
    assertOnlyOutcome(answers, null, Outcome.ALREADY_RESIDENT);
  }

  private void assertOnlyOutcome(Answers answers, @Nullable PublicKey initiator, Outcome outcome) {
    Packet without = Mocks.ofInterface(Packet.class);
    answers.complete(initiation(without, initiator), outcome);
    verify(without).complete(outcome.packetOutcome(), outcome, outcome.sentence());
  }

  private Demand.Initiation initiation(Packet from, @Nullable PublicKey initiator) {
    return new Demand.Initiation(from, demand.source(), initiator);
  }

  private final DeviceLooks looks = mock(DeviceLooks.class);
  private final List<Consumer<Boolean>> asked = new ArrayList<>();

  private Answers looking() {
    doAnswer(call -> asked.add(call.getArgument(1))).when(looks).isForeign(eq(key(1)), any());
    return new Answers(hotSet, null, new Completions(), looks, () -> {}, events, time);
  }

  private static Demand.Initiation held(Packet from) {
    return new Demand.Initiation(from, new ManualPacketSource().holdingPackets(), key(1));
  }

  @Test
  void aHeldPacketIsRefusedAfterALookAtTheDevice() {
    Packet held = Mocks.ofInterface(Packet.class);
    looking().refused(held(held), key(1), Outcome.REPLAYED);
    verifyNoInteractions(held);
    asked.get(0).accept(false);
    verify(held)
        .complete(Outcome.REPLAYED.packetOutcome(), Outcome.REPLAYED, Outcome.REPLAYED.sentence());
  }

  @Test
  void aHeldPacketOfAForeignPeerReachesTheDataPlane() {
    hotSet.installed(config(1));
    time.advance(Duration.ofSeconds(5));
    Packet held = Mocks.ofInterface(Packet.class);
    looking().refused(held(held), key(1), Outcome.NOT_FOUND);
    asked.get(0).accept(true);
    verify(held)
        .complete(
            Outcome.ALREADY_RESIDENT.packetOutcome(), new PacketPeer(key(1), Optional.empty()));
    assertThat(hotSet.initiationSeen(key(1)))
        .as("the initiation is recorded, so one right after it is not unanswered")
        .isEqualTo(HotSet.Presence.RESIDENT);
  }

  @Test
  void aLookThatFailsRefusesThePacketOnce() {
    Answers answers = looking();
    doAnswer(
            call -> {
              asked.add(call.getArgument(1));
              throw new IllegalStateException("on purpose");
            })
        .when(looks)
        .isForeign(eq(key(1)), any());
    Packet held = Mocks.ofInterface(Packet.class);
    answers.refused(held(held), key(1), Outcome.EXPIRED);
    asked.get(0).accept(true);
    verify(held)
        .complete(Outcome.EXPIRED.packetOutcome(), Outcome.EXPIRED, Outcome.EXPIRED.sentence());
    verifyNoMoreInteractions(held);
  }

  @Test
  void withoutDoubtOrAHeldPacketNobodyLooksAtTheDevice() {
    Answers answers = looking();
    Packet held = Mocks.ofInterface(Packet.class);
    answers.refused(held(held), key(1), Outcome.PENDING_FULL);
    verify(held)
        .complete(
            Outcome.PENDING_FULL.packetOutcome(),
            Outcome.PENDING_FULL,
            Outcome.PENDING_FULL.sentence());
    answers.refused(demand, key(1), Outcome.NOT_FOUND);
    assertThat(packet.outcome()).isEqualTo(Outcome.NOT_FOUND.packetOutcome());
    assertThat(asked).isEmpty();
  }

  private Packet installed(HotSet resident) {
    FirstPackets replaying = new FirstPackets(FirstPacketStrategy.REPLAY, false);
    Answers answers =
        new Answers(resident, replaying, new Completions(), null, () -> {}, events, time);
    Packet from = Mocks.ofInterface(Packet.class);
    when(from.source()).thenReturn(packet.source());
    Demand.Initiation initiation = initiation(from, key(1));
    answers.installed(flight(initiation), new PendingPeers.Ended(initiation, List.of()), false);
    return from;
  }

  @Test
  void aReturnedPacketsPeerIsInstalledAgainIfItGetsNoAnswer() {
    hotSet.installed(config(1));
    hotSet.initiationWithheld(key(1));
    Packet returned = installed(hotSet);
    verify(returned)
        .complete(Outcome.INSTALLED.packetOutcome(), new PacketPeer(key(1), Optional.empty()));
    time.advance(Duration.ofSeconds(5));
    assertThat(hotSet.initiationSeen(key(1))).isEqualTo(HotSet.Presence.UNANSWERED);
  }
}
