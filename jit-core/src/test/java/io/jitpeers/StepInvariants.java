package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.spi.StoreException;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.testkit.FakePeerConfigSource.Question;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The invariants that hold after each step of a {@link Simulation}, in storm and in calm. */
final class StepInvariants {
  /** REJECT_AFTER_TIME: an older session is dead (whitepaper, section 6.1). */
  private static final Duration FLOOR = Duration.ofMinutes(3);

  /** Causes that do not end a peer's authorization, so that its session counts. */
  private static final Set<EvictionCause> HEED_THE_FLOOR =
      Set.of(EvictionCause.IDLE, EvictionCause.NEVER_ESTABLISHED, EvictionCause.OVER_CAPACITY);

  private final Simulation simulation;
  private final Harness harness;
  private final List<TestPacket> open = new ArrayList<>();
  private int packets;
  private int replays;
  private long completed;
  private int questions;

  StepInvariants(Simulation simulation) {
    this.simulation = simulation;
    this.harness = simulation.harness;
    simulation.device.believing(key -> harness.isResident(key));
    // Checked during the event, because the listed state is only valid then.
    harness.orchestrator.addListener(this::observe);
  }

  void check() {
    checkPackets();
    checkQuestions();
    assertThat(simulation.device.wrong).as("what was done to the device").isEmpty();
    for (PeerConfig foreign : simulation.foreign) {
      assertThat(harness.store.contains(foreign.publicKey()))
          .as("another program's peer stays")
          .isTrue();
    }
  }

  /**
   * Checks that each packet is completed once: the number of completions equals that of outcomes.
   */
  private void checkPackets() {
    packets = collect(simulation.packets, packets);
    replays = collect(simulation.replays, replays);
    int before = open.size();
    open.removeIf(packet -> packet.outcome() != null);
    completed += before - open.size();
    JitStatistics statistics = harness.orchestrator.statistics();
    assertThat(statistics.outcomes().values().stream().mapToLong(Long::longValue).sum())
        .as("as many outcomes as packets that were completed")
        .isEqualTo(completed);
    assertThat(statistics.received()).as("packets received").isEqualTo(packets + replays);
    assertThat(statistics.listenerFailures()).as("completed twice, or threw").isZero();
    assertThat(statistics.count(Outcome.INTERNAL_ERROR))
        .as("internal errors")
        .isLessThanOrEqualTo(late(harness));
  }

  /**
   * Returns the number of peers that were not passed to the store in time. A storm delays the
   * writer, so the store is not the cause.
   */
  static long late(Harness harness) {
    return harness.events(JitEvent.PeerRefused.class).stream()
        .filter(refused -> refused.reason().startsWith("the peer was not passed to the store"))
        .count();
  }

  private int collect(List<TestPacket> sent, int from) {
    open.addAll(sent.subList(from, sent.size()));
    return sent.size();
  }

  /** Checks that the control plane is asked only about keys whose timestamps were opened. */
  private void checkQuestions() {
    List<Question> asked = harness.control.questions();
    for (Question question : asked.subList(questions, asked.size())) {
      assertThat(simulation.ghosts)
          .as("keys that were only claimed")
          .doesNotContain(question.key());
    }
    questions = asked.size();
  }

  private void observe(JitEvent event) {
    if (event instanceof JitEvent.PeerEvicted evicted && isBelowFloor(evicted)) {
      simulation.device.wrong.add("a session below the floor was evicted: " + evicted);
    }
  }

  private boolean isBelowFloor(JitEvent.PeerEvicted evicted) {
    Instant handshake = simulation.device.listedHandshakes.get(evicted.key());
    return handshake != null
        && HEED_THE_FLOOR.contains(evicted.cause())
        && Duration.between(handshake, harness.time.wallTime()).compareTo(FLOOR) < 0;
  }

  void checkTheHotSetIsTheDevice() throws StoreException {
    Set<PublicKey> onTheDevice = new HashSet<>();
    harness.store.list(status -> onTheDevice.add(status.publicKey()));
    Set<PublicKey> believed = new HashSet<>();
    harness.orchestrator.snapshot().hotSet().forEach(peer -> believed.add(peer.key()));
    assertThat(believed).as("the hot set after two sweeps").isEqualTo(onTheDevice);
  }
}
