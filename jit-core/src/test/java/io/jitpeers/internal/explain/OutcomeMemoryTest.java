package io.jitpeers.internal.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.jitpeers.event.Outcome;
import io.jitpeers.explain.LastAnswer;
import io.jitpeers.explain.PastInitiations;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.options.ExplainOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testing.HeapSize;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is remembered, and what attackers cannot make the memory forget. */
class OutcomeMemoryTest {
  private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.1", 4000);

  private final ManualTime time = new ManualTime();
  private final Set<PublicKey> known = new HashSet<>();

  private OutcomeMemory memory(int peers, int outcomes) {
    OutcomeMemory memory =
        new OutcomeMemory(ExplainOptions.builder().peers(peers).outcomes(outcomes).build(), time);
    memory.known(known::contains);
    return memory;
  }

  private static PublicKey key(int n) {
    return PublicKey.ofBytes(ByteBuffer.allocate(32).putInt(28, n).array());
  }

  private PublicKey knownKey(int n) {
    known.add(key(n));
    return key(n);
  }

  private Demand.Initiation initiation(PublicKey key) {
    TestPacket packet = new TestPacket(new byte[148], SOURCE, time.nanoTime());
    return new Demand.Initiation(
        packet, new ManualPacketSource(), key, Tai64n.of(time.wallTime()), null);
  }

  private void ended(OutcomeMemory memory, PublicKey key, Outcome outcome) {
    Demand.Initiation initiation = initiation(key);
    memory.ended(
        outcome == Outcome.REPLAYED ? initiation : initiation.asAccepted(),
        outcome,
        outcome.sentence());
  }

  /** Ends an initiation that the replay memory did not accept. */
  private void unaccepted(OutcomeMemory memory, PublicKey key, Outcome outcome) {
    memory.ended(initiation(key), outcome, outcome.sentence());
  }

  private List<Outcome> outcomes(OutcomeMemory memory, PublicKey key) {
    return of(memory, key).stream().map(PastInitiations::outcome).toList();
  }

  private static LookupException failure(LookupException.Reason reason) {
    return new LookupException(reason, "on purpose");
  }

  private List<PastInitiations> of(OutcomeMemory memory, PublicKey key) {
    return memory.of(key, Moments.of(time)).initiations();
  }

  @Test
  void theSameOutcomeForTheSameReasonIsOne() {
    OutcomeMemory memory = memory(8, 4);
    ended(memory, key(1), Outcome.NOT_FOUND);
    Instant first = time.wallTime();
    time.advance(Duration.ofSeconds(5));
    ended(memory, key(1), Outcome.LOOKUP_TIMEOUT);
    time.advance(Duration.ofSeconds(5));
    ended(memory, key(1), Outcome.NOT_FOUND);
    assertThat(of(memory, key(1)))
        .containsExactly(
            new PastInitiations(
                Outcome.NOT_FOUND,
                Outcome.NOT_FOUND.sentence(),
                2,
                first,
                time.wallTime(),
                SOURCE,
                Optional.of(Duration.ZERO)),
            new PastInitiations(
                Outcome.LOOKUP_TIMEOUT,
                Outcome.LOOKUP_TIMEOUT.sentence(),
                1,
                first.plusSeconds(5),
                first.plusSeconds(5),
                SOURCE,
                Optional.of(Duration.ZERO)));
    assertThat(of(memory, key(2))).isEmpty();
  }

  @Test
  void theOldestOutcomesGoFirst() {
    OutcomeMemory memory = memory(8, 2);
    ended(memory, key(1), Outcome.NOT_FOUND);
    ended(memory, key(1), Outcome.LOOKUP_TIMEOUT);
    ended(memory, key(1), Outcome.NOT_FOUND);
    ended(memory, key(1), Outcome.AT_CAPACITY);
    assertThat(of(memory, key(1)))
        .extracting(PastInitiations::outcome)
        .containsExactly(Outcome.AT_CAPACITY, Outcome.NOT_FOUND);
  }

  @Test
  void timesStayRightIfTheWallClockIsSet() {
    OutcomeMemory memory = memory(8, 2);
    ended(memory, key(1), Outcome.NOT_FOUND);
    time.advance(Duration.ofSeconds(5));
    time.stepWallClock(Duration.ofDays(1));
    assertThat(of(memory, key(1)).get(0).latest()).isEqualTo(time.wallTime().minusSeconds(5));
  }

  @Test
  void theClockDifferenceIsThatOfTheArrival() {
    OutcomeMemory memory = memory(8, 2);
    Demand.Initiation initiation = initiation(key(1));
    time.advance(Duration.ofSeconds(4));
    memory.ended(initiation, Outcome.LOOKUP_TIMEOUT, "late");
    assertThat(of(memory, key(1)).get(0).clockDifference()).contains(Duration.ZERO);
  }

  /** A thousand years is the maximum; these are the ends of {@link Instant}. */
  @ParameterizedTest
  @CsvSource({
    "-1, 0, ",
    "0, -1, ",
    "4611686018427387914, -1, ",
    "4643242908291791113, 0, 365250",
    "4580129128562984715, 0, -365250"
  })
  void anyTimestampIsTaken(long seconds, int nanos, @Nullable Long days) {
    OutcomeMemory memory = memory(8, 2);
    Demand.Initiation initiation =
        new Demand.Initiation(
            new TestPacket(new byte[148], SOURCE, time.nanoTime()),
            new ManualPacketSource(),
            key(1),
            Tai64n.of(seconds, nanos),
            null);
    memory.ended(initiation, Outcome.REPLAYED, "a reason");
    assertThat(of(memory, key(1)).get(0).clockDifference())
        .isEqualTo(Optional.ofNullable(days).map(Duration::ofDays));
  }

  @Test
  void strangersDisplaceStrangersOnly() {
    OutcomeMemory memory = memory(16, 2);
    for (int i = 0; i < 8; i++) {
      ended(memory, knownKey(i), Outcome.CONFIG_REFUSED);
    }
    for (int i = 8; i < 12; i++) {
      ended(memory, knownKey(i), Outcome.INSTALLED);
    }
    for (int i = 100; i < 10_000; i++) {
      ended(memory, key(i), i % 2 == 0 ? Outcome.NOT_FOUND : Outcome.PENDING_FULL);
    }
    for (int i = 0; i < 12; i++) {
      assertThat(of(memory, key(i))).as("client %s", i).hasSize(1);
    }
    assertThat(memory.size()).isEqualTo(16);
    assertThat(memory.forgotten()).isEqualTo(9_900 - 4);
  }

  /** An attacker has recorded initiations of every client. */
  @Test
  void recordingsDisplaceNoClientThatWasRefused() {
    OutcomeMemory memory = memory(16, 2);
    for (int i = 0; i < 8; i++) {
      ended(memory, knownKey(i), Outcome.CONFIG_REFUSED);
    }
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 1_000; i++) {
        ended(memory, knownKey(i), Outcome.REPLAYED);
      }
    }
    for (int i = 0; i < 8; i++) {
      assertThat(of(memory, key(i)))
          .extracting(PastInitiations::outcome)
          .containsExactly(Outcome.REPLAYED, Outcome.CONFIG_REFUSED);
    }
  }

  /** A replay must not keep an entry longer, or the attacker could choose which ones go. */
  @Test
  void aReplayIsNoUse() {
    OutcomeMemory memory = memory(16, 2);
    for (int i = 0; i < 8; i++) {
      ended(memory, knownKey(i), Outcome.CONFIG_REFUSED);
    }
    ended(memory, key(0), Outcome.REPLAYED);
    ended(memory, knownKey(8), Outcome.CONFIG_REFUSED);
    assertThat(of(memory, key(0))).isEmpty();
    assertThat(of(memory, key(1))).isNotEmpty();
  }

  /**
   * While the fleet's engine does not answer, a recording ends otherwise than as replayed, and so
   * does one of a foreign peer.
   */
  @ParameterizedTest
  @EnumSource(
      value = Outcome.class,
      names = {"PENDING_FULL", "REPLAY_UNKNOWN", "INTERNAL_ERROR", "ALREADY_RESIDENT", "CLOSED"})
  void whatTheReplayMemoryDidNotAcceptIsLikeAReplay(Outcome outcome) {
    OutcomeMemory memory = memory(16, 2);
    for (int i = 0; i < 8; i++) {
      ended(memory, knownKey(i), Outcome.CONFIG_REFUSED);
    }
    for (int i = 8; i < 12; i++) {
      ended(memory, knownKey(i), Outcome.INSTALLED);
    }
    unaccepted(memory, key(0), outcome);
    unaccepted(memory, key(8), outcome);
    for (int i = 100; i < 1_100; i++) {
      unaccepted(memory, knownKey(i), outcome);
    }
    for (int i = 0; i < 12; i++) {
      assertThat(of(memory, key(i))).as("client %s", i).isNotEmpty();
    }
    ended(memory, knownKey(12), Outcome.CONFIG_REFUSED);
    assertThat(of(memory, key(0))).as("not used since").isEmpty();
    assertThat(of(memory, key(1))).isNotEmpty();
    ended(memory, knownKey(13), Outcome.INSTALLED);
    assertThat(of(memory, key(8))).as("not used since").isEmpty();
    assertThat(of(memory, key(9))).isNotEmpty();
  }

  @Test
  void aRecordingDisplacesNoOutcomeOfTheClient() {
    OutcomeMemory memory = memory(16, 1);
    ended(memory, key(1), Outcome.CONFIG_REFUSED);
    ended(memory, key(1), Outcome.REPLAYED);
    unaccepted(memory, key(1), Outcome.REPLAY_UNKNOWN);
    assertThat(outcomes(memory, key(1)))
        .as("the latest recording is kept in addition")
        .containsExactly(Outcome.REPLAY_UNKNOWN, Outcome.CONFIG_REFUSED);
    ended(memory, key(1), Outcome.NOT_FOUND);
    assertThat(outcomes(memory, key(1))).containsExactly(Outcome.NOT_FOUND, Outcome.REPLAY_UNKNOWN);
    ended(memory, key(1), Outcome.REPLAY_UNKNOWN);
    assertThat(outcomes(memory, key(1)))
        .as("the client's own now")
        .containsExactly(Outcome.REPLAY_UNKNOWN);
  }

  @Test
  void recordingsGoBeforeOutcomesOfTheClient() {
    OutcomeMemory memory = memory(16, 3);
    ended(memory, key(1), Outcome.CONFIG_REFUSED);
    ended(memory, key(1), Outcome.REPLAYED);
    unaccepted(memory, key(1), Outcome.PENDING_FULL);
    unaccepted(memory, key(1), Outcome.REPLAY_UNKNOWN);
    ended(memory, key(1), Outcome.NOT_FOUND);
    assertThat(outcomes(memory, key(1)))
        .containsExactly(Outcome.NOT_FOUND, Outcome.REPLAY_UNKNOWN, Outcome.CONFIG_REFUSED);
  }

  @Test
  void allReplaysAreOneOutcomeWithTheLatestReason() {
    OutcomeMemory memory = memory(16, 8);
    memory.ended(initiation(key(1)), Outcome.REPLAYED, Reason.CLOCK_BEHIND);
    ended(memory, key(1), Outcome.REPLAYED);
    assertThat(of(memory, key(1)))
        .singleElement()
        .extracting(PastInitiations::count, PastInitiations::reason)
        .containsExactly(2L, Outcome.REPLAYED.sentence());
  }

  @Test
  void clientsInUseDisplaceNothing() {
    OutcomeMemory memory = memory(16, 2);
    ended(memory, knownKey(1), Outcome.INSTALLED);
    for (int i = 2; i < 1_000; i++) {
      ended(memory, knownKey(i), Outcome.ALREADY_RESIDENT);
    }
    ended(memory, key(1), Outcome.ALREADY_RESIDENT);
    assertThat(memory.size()).isOne();
    assertThat(of(memory, key(1)))
        .extracting(PastInitiations::outcome)
        .containsExactly(Outcome.ALREADY_RESIDENT, Outcome.INSTALLED);
  }

  @Test
  void longReasonsAndConfigsAreCut() {
    OutcomeMemory memory = memory(16, 2);
    PeerConfig.Builder config = PeerConfig.builder(key(1));
    for (int i = 0; i < 100; i++) {
      config.allowedIp(IpPrefix.parse("10.0.0." + i + "/32"));
    }
    memory.answered(key(1), true, true, PeerLookup.found(config.build(), Freshness.NONE));
    memory.ended(initiation(key(1)).asAccepted(), Outcome.CONFIG_REFUSED, "x".repeat(1_000));
    RememberedAnswer answer = memory.of(key(1), Moments.of(time)).answer();
    assertThat(answer.allowedIps()).hasSize(LastAnswer.MOST_ALLOWED_IPS);
    assertThat(answer.allowedIpCount()).isEqualTo(100);
    assertThat(of(memory, key(1)).get(0).reason()).hasSize(200).endsWith("…");
  }

  @Test
  void aFailingClockDisturbsNobody() {
    TimeSource broken =
        new TimeSource() {
          @Override
          public long nanoTime() {
            throw new IllegalStateException("a clock that fails, on purpose");
          }

          @Override
          public Instant wallTime() {
            throw new IllegalStateException("a clock that fails, on purpose");
          }
        };
    OutcomeMemory memory = new OutcomeMemory(ExplainOptions.defaults(), broken);
    assertThatCode(() -> ended(memory, key(1), Outcome.NOT_FOUND)).doesNotThrowAnyException();
    LookupException failure = failure(LookupException.Reason.TIMEOUT);
    assertThatCode(() -> memory.failed(key(1), true, true, failure)).doesNotThrowAnyException();
  }

  /**
   * The figures in {@link ExplainOptions}. {@link HeapSize} leaves out the entry of the JDK's map,
   * which takes 40 bytes and a reference of at most 8 bytes, and strings: a reason takes 40 bytes
   * and one for each character.
   */
  @Test
  void aPeerTakesLessThanThreeHundredBytes() {
    PeerOutcomes peer = new PeerOutcomes(Share.REFUSED);
    peer.answer = RememberedAnswer.found(FakePeerConfigSource.config(key(1), 1), 0);
    peer.run(Outcome.INSTALLED, "y", 0).add("y", true, 0, 0, SOURCE);
    long one = HeapSize.of(peer) + HeapSize.of(key(1)) + 48;
    assertThat(one).as("with one outcome").isLessThan(300);
    peer.run(Outcome.CONFIG_REFUSED, "x", 0).add("x", true, 0, 0, SOURCE);
    peer.trim(8);
    long another = HeapSize.of(peer) + HeapSize.of(key(1)) + 48 - one;
    assertThat(another + 40 + Reason.MOST).as("another outcome").isLessThan(350);
    assertThat(one).isGreaterThan(200);
  }
}
