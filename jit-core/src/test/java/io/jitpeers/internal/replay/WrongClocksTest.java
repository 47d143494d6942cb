package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.ReplayOptions;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Clients whose clocks fall back or run ahead, and a gateway whose own clock is corrected. */
class WrongClocksTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final PublicKey KEY = key(1);

  private final ManualTime time = new ManualTime();
  private NewestTimestamps memory = memory(1_000);

  private NewestTimestamps memory(int capacity) {
    return memory(capacity, ReplayOptions.defaults());
  }

  private NewestTimestamps memory(int capacity, ReplayOptions options) {
    return new NewestTimestamps(capacity, options, time, new Random(7));
  }

  private static PublicKey key(int number) {
    return PublicKey.ofBytes(ByteBuffer.allocate(32).putInt(28, number).array());
  }

  private static Tai64n at(String instant) {
    return Tai64n.of(Instant.parse(instant));
  }

  private Tai64n now() {
    time.advance(Duration.ofMinutes(2));
    return Tai64n.of(time.wallTime());
  }

  private ReplayVerdict judge(Tai64n timestamp) {
    return memory.judge(KEY, timestamp);
  }

  private void assertAccepted(Tai64n timestamp) {
    assertThat(judge(timestamp).accepted()).as(timestamp.toInstant().toString()).isTrue();
  }

  private void assertRefused(Tai64n timestamp) {
    assertThat(judge(timestamp).accepted()).as(timestamp.toInstant().toString()).isFalse();
  }

  private Optional<Tai64n> newest() {
    return memory.table().newest(KEY, memory.horizon());
  }

  /** Returns the timestamps that a known client used. */
  private Tai64n[] usedBefore(int handshakes) {
    Tai64n[] used = new Tai64n[handshakes];
    for (int i = 0; i < handshakes; i++) {
      used[i] = now();
      assertAccepted(used[i]);
      memory.protect(KEY);
    }
    return used;
  }

  @Test
  void aClientThatWasIn2100ComesBack() {
    Tai64n[] before = usedBefore(2);
    Tai64n future = at("2100-01-01T00:00:00Z");
    Tai64n later = at("2100-01-01T00:02:00Z");
    assertAccepted(future);
    assertAccepted(later);
    assertRefused(future);
    assertRefused(later);
    assertThat(judge(now())).as("the device remembers 2100").isEqualTo(ReplayVerdict.RESUMED);
    assertThat(judge(now())).as("the device remembers now").isEqualTo(ReplayVerdict.NEWER);
    assertRefused(later);
    assertRefused(future);
    assertRefused(before[1]);
    assertAccepted(at("2100-01-01T00:02:01Z"));
    assertThat(judge(now())).isEqualTo(ReplayVerdict.RESUMED);
    assertRefused(at("2100-01-01T00:02:01Z"));
  }

  @Test
  void aClientThatBeganIn2100ComesBack() {
    Tai64n future = at("2100-01-01T00:00:00Z");
    assertAccepted(future);
    assertThat(memory.size()).isOne();
    assertRefused(future);
    assertThat(judge(now())).isEqualTo(ReplayVerdict.RESUMED);
    assertRefused(future);
    assertThat(memory.size()).isOne();
  }

  @Test
  void aDayAheadIsNotTooFar() {
    Instant start = time.wallTime();
    assertAccepted(Tai64n.of(start.plus(DAY)));
    assertRefused(Tai64n.of(start.plusSeconds(1)));
    memory = memory(10);
    assertAccepted(Tai64n.of(start.plus(DAY).plusSeconds(1)));
    assertAccepted(Tai64n.of(start.plusSeconds(1)));
  }

  @Test
  void maxAheadIsASetting() {
    memory = memory(10, ReplayOptions.builder().maxAhead(Duration.ZERO).build());
    Instant start = time.wallTime();
    assertAccepted(Tai64n.of(start.plusSeconds(1)));
    assertAccepted(Tai64n.of(start));
  }

  /**
   * The gateway's clock is in 1970 until it is corrected; all clients' clocks are ahead until then.
   */
  @Test
  void whatAGatewayAcceptedBeforeItsClockWasSetIsRefusedAfterwards() {
    Duration behind = Duration.between(Instant.EPOCH, time.wallTime());
    Tai64n right = now();
    time.stepWallClock(behind.negated());
    assertAccepted(right);
    Tai64n next = Tai64n.of(right.seconds() + 120, 0);
    assertAccepted(next);
    assertRefused(right);
    time.stepWallClock(behind);
    assertRefused(right);
    assertRefused(next);
    assertThat(judge(Tai64n.of(next.seconds() + 120, 0))).isEqualTo(ReplayVerdict.NEWER);
    assertRefused(next);
  }

  @Test
  void whatAGatewayAcceptedWhileItsClockWasBackIsRefusedAfterwards() {
    Tai64n[] before = usedBefore(2);
    time.stepWallClock(DAY.multipliedBy(-3650));
    assertRefused(before[1]);
    Tai64n next = Tai64n.of(before[1].seconds() + 120, 0);
    assertAccepted(next);
    time.stepWallClock(DAY.multipliedBy(3650));
    assertRefused(next);
    assertRefused(before[1]);
    assertAccepted(Tai64n.of(next.seconds() + 120, 0));
  }

  @Test
  void theFutureThatHasComeIsAnOrdinaryMark() {
    Tai64n ahead = Tai64n.of(time.wallTime().plus(DAY.multipliedBy(3)));
    assertAccepted(ahead);
    Tai64n right = now();
    assertAccepted(right);
    assertThat(newest()).as("while it is ahead").contains(right);
    time.advance(DAY.multipliedBy(2));
    assertThat(newest()).as("before a judgement folds it").contains(ahead);
    assertRefused(now());
    assertThat(newest()).contains(ahead);
    assertRefused(ahead);
    time.advance(DAY);
    assertAccepted(now());
  }

  /**
   * Anybody can create keys and send timestamps that are ahead. That must not make recordings of
   * other keys acceptable.
   */
  @Test
  void noFloodOfFuturesMakesARecordingGood() {
    memory = memory(3_000_000);
    Tai64n future = at("2100-01-01T00:00:00Z");
    PublicKey stranger = key(2);
    assertThat(memory.judge(stranger, future).accepted()).isTrue();
    assertAccepted(now());
    memory.protect(KEY);
    assertAccepted(future);
    for (int i = 0; i < NewestTimestamps.MAX_EXCEPTIONS + 10; i++) {
      memory.judge(key(1_000 + i), future);
    }
    assertRefused(future);
    assertThat(judge(now())).as("protected keys stay").isEqualTo(ReplayVerdict.RESUMED);
    assertThat(memory.judge(stranger, future).accepted()).as("a stranger's recording").isFalse();
    assertThat(memory.judge(stranger, now()).accepted()).as("locked out, but safe").isFalse();
  }

  @Test
  void protectedKeysMakeWayForEachOtherAndNoRecordingIsGood() {
    memory = memory(NewestTimestamps.MAX_EXCEPTIONS * 2);
    Tai64n future = at("2100-01-01T00:00:00Z");
    for (int i = 0; i < NewestTimestamps.MAX_EXCEPTIONS + 1; i++) {
      memory.judge(key(i), future);
      memory.protect(key(i));
    }
    assertThat(memory.judge(key(0), future).accepted()).isFalse();
    assertThat(memory.judge(key(0), now()).accepted()).as("no room for it").isFalse();
    assertThat(memory.judge(key(1), now()).accepted()).isTrue();
  }

  @Test
  void aClockBehindIsToldFromARecording() {
    Tai64n[] before = usedBefore(3);
    assertThat(judge(at("1970-01-01T00:00:07Z")))
        .isEqualTo(new ReplayVerdict.Behind(before[2], true));
    assertThat(judge(before[2])).as("a copy").isEqualTo(ReplayVerdict.REPLAYED);
    assertThat(judge(before[0])).as("a recording").isEqualTo(ReplayVerdict.REPLAYED);
    assertThat(judge(Tai64n.of(before[2].seconds() - 5, before[2].nanos() + 1)))
        .as("two that came in the wrong order")
        .isEqualTo(ReplayVerdict.REPLAYED);
    assertThat(judge(Tai64n.of(before[2].seconds() - 6, 0)))
        .isEqualTo(new ReplayVerdict.Behind(before[2], true));
    assertThat(memory.judge(key(2), before[1]).accepted()).isTrue();
    assertThat(memory.judge(key(2), before[0]))
        .as("a stranger's")
        .isEqualTo(new ReplayVerdict.Behind(before[1], false));
  }

  @Test
  void forgettingLetsTheNextOneIn() {
    Tai64n[] before = usedBefore(2);
    Tai64n fell = at("1970-01-01T00:00:07Z");
    assertRefused(fell);
    assertThat(memory.forget(KEY)).isTrue();
    assertThat(judge(fell)).isEqualTo(ReplayVerdict.RESUMED);
    assertThat(judge(fell)).isEqualTo(ReplayVerdict.REPLAYED);
    assertRefused(before[0]);
    assertRefused(before[1]);
    time.advance(Duration.ofMinutes(2));
    assertThat(judge(at("1970-01-01T00:02:07Z"))).isEqualTo(ReplayVerdict.NEWER);
    assertRefused(fell);
  }

  @Test
  void nothingIsForgottenOfWhoIsNotRemembered() {
    assertThat(memory.forget(KEY)).isFalse();
    assertThat(memory.size()).isZero();
  }

  @Test
  void everyRecordingOfBeforeIsRefusedAlsoAsTheFirst() {
    Tai64n[] before = usedBefore(200);
    memory.forget(KEY);
    for (Tai64n recording : before) {
      assertRefused(recording);
    }
    assertThat(judge(at("1970-01-01T00:00:07Z"))).isEqualTo(ReplayVerdict.RESUMED);
  }

  /** It was accepted before the gateway learned that the control plane knows the key. */
  @Test
  void theFirstInitiationOfAllIsAmongThem() {
    Tai64n first = now();
    assertAccepted(first);
    memory.protect(KEY);
    assertAccepted(now());
    memory.forget(KEY);
    assertRefused(first);
  }

  @Test
  void whatFollowsFitsTheTimeThatPassed() {
    usedBefore(2);
    memory.forget(KEY);
    Tai64n first = at("2001-01-01T00:00:00Z");
    assertAccepted(first);
    time.advance(Duration.ofSeconds(100));
    assertRefused(first);
    assertRefused(at("2000-12-31T23:59:59Z"));
    assertRefused(at("2001-01-01T00:11:41Z"));
    assertAccepted(at("2001-01-01T00:11:40Z"));
    assertRefused(at("2001-01-01T00:21:41Z"));
    assertAccepted(at("2001-01-01T00:21:40Z"));
  }

  /**
   * A router whose clock always begins at the date of its firmware, and whose timestamps are reset
   * each time.
   */
  @Test
  void recordingsOfAnEarlierLineageAreRefusedInTheNext() {
    usedBefore(1);
    memory.forget(KEY);
    assertAccepted(at("2024-05-01T00:00:10Z"));
    time.advance(Duration.ofMinutes(2));
    assertAccepted(at("2024-05-01T00:02:10Z"));
    assertAccepted(now());
    assertRefused(at("2024-05-01T00:00:12Z"));
    memory.forget(KEY);
    assertRefused(at("2024-05-01T00:00:10Z"));
    assertAccepted(at("2024-05-01T00:00:12Z"));
    time.advance(Duration.ofMinutes(2));
    assertRefused(at("2024-05-01T00:02:10Z"));
    assertAccepted(at("2024-05-01T00:02:12Z"));
  }

  @Test
  void aClockThatWasSetRightEndsTheLineage() {
    usedBefore(2);
    memory.forget(KEY);
    assertAccepted(at("1970-01-01T00:00:07Z"));
    assertThat(judge(now())).isEqualTo(ReplayVerdict.NEWER);
    assertRefused(at("1970-01-01T00:00:08Z"));
  }

  @Test
  void forgettingCoversTheFutureToo() {
    usedBefore(1);
    assertAccepted(at("2100-06-01T00:00:00Z"));
    assertRefused(at("2100-01-01T00:00:00Z"));
    memory.forget(KEY);
    assertRefused(at("2100-06-01T00:00:00Z"));
    assertAccepted(at("2100-01-01T00:00:00Z"));
    assertRefused(at("2100-06-01T00:00:00Z"));
  }

  /** At least half of the configured number is remembered, and no more than all of it. */
  @Test
  void soManyAreRememberedOneByOne() {
    memory = memory(10, ReplayOptions.builder().seenSize(100).build());
    Tai64n[] before = usedBefore(300);
    int remembered = 0;
    for (Tai64n recording : before) {
      memory.forget(KEY);
      remembered += judge(recording).accepted() ? 0 : 1;
    }
    // Accepted recordings replaced other remembered ones.
    assertThat(remembered).isLessThanOrEqualTo(100);
    memory = memory(10, ReplayOptions.builder().seenSize(100).build());
    before = usedBefore(300);
    for (int i = 250; i < 300; i++) {
      memory.forget(KEY);
      assertRefused(before[i]);
    }
  }

  @Test
  void aGreaterEpochForgetsOnce() {
    usedBefore(1);
    Tai64n fell = at("1970-01-01T00:00:07Z");
    assertThat(memory.epoch(KEY, 3)).as("the first one seen").isFalse();
    assertRefused(fell);
    assertThat(memory.epoch(KEY, 3)).isFalse();
    assertThat(memory.epoch(KEY, 2)).isFalse();
    assertThat(memory.epoch(KEY, 4)).isTrue();
    assertThat(memory.epoch(KEY, 4)).isFalse();
    assertThat(memory.epoch(KEY, 0)).as("an older answer").isFalse();
    assertAccepted(fell);
    assertThat(memory.epoch(KEY, 4_294_967_295L)).as("unsigned").isTrue();
    assertThat(memory.epoch(KEY, 5)).isFalse();
  }

  @Test
  void epochZeroIsOneToo() {
    usedBefore(1);
    assertThat(memory.epoch(KEY, 0)).isFalse();
    assertThat(memory.epoch(KEY, 1)).isTrue();
    assertThat(memory.epoch(key(2), 1)).as("a key that is not remembered").isFalse();
    assertThat(memory.size()).isOne();
  }

  @Test
  void aKeyThatWasForgottenForWantOfRoomBeginsAnew() {
    memory = memory(1);
    usedBefore(1);
    memory.epoch(KEY, 7);
    memory.forget(KEY);
    memory.judge(key(2), now());
    assertThat(memory.epoch(key(2), 9)).as("not the epoch of before").isFalse();
    assertThat(memory.epoch(key(2), 10)).isTrue();
    assertAccepted(now());
    assertRefused(at("1970-01-01T00:00:07Z"));
  }
}
