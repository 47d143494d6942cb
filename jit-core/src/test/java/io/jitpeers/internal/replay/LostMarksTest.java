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
import java.util.Random;
import org.junit.jupiter.api.Test;

/** No way in which a timestamp stops being the newest makes a recording of it good. */
class LostMarksTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final PublicKey KEY = key(1);
  private static final Tai64n FIRMWARE_DATE = at("2020-01-01T00:00:07Z");
  private static final Tai64n SOON_AFTER = at("2020-01-01T00:02:07Z");
  private static final Tai64n FUTURE = at("2100-01-01T00:00:00Z");

  private final ManualTime time = new ManualTime();
  private NewestTimestamps memory = memory(1_000, ReplayOptions.defaults());

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
    return Tai64n.of(time.wallTime());
  }

  private Tai64n in(Duration ahead) {
    return Tai64n.of(time.wallTime().plus(ahead));
  }

  private void assertAccepted(Tai64n timestamp) {
    assertThat(memory.judge(KEY, timestamp).accepted()).isTrue();
  }

  private void assertRefused(Tai64n timestamp) {
    assertThat(memory.judge(KEY, timestamp).accepted()).isFalse();
  }

  @Test
  void aMarkThatAFutureReplacedWhenItCame() {
    Tai64n mark = now();
    Tai64n ahead = in(DAY.multipliedBy(3));
    assertAccepted(mark);
    assertAccepted(ahead);
    time.advance(DAY.multipliedBy(4));
    assertAccepted(now());
    memory.protect(KEY);

    memory.forget(KEY);

    assertRefused(mark);
    assertRefused(ahead);
  }

  @Test
  void aFutureThatWasTheNewestWhenTheKeyBecameKnown() {
    Tai64n ahead = in(DAY.multipliedBy(3));
    assertAccepted(ahead);
    memory.protect(KEY);
    time.advance(DAY.multipliedBy(4));
    assertAccepted(now());

    memory.forget(KEY);

    assertRefused(ahead);
  }

  /** Of a key that the control plane does not know, or not yet. */
  @Test
  void aLineageThatAnotherOneFollows() {
    assertAccepted(now());
    memory.forget(KEY);
    assertAccepted(FIRMWARE_DATE);
    time.advance(Duration.ofMinutes(2));
    assertAccepted(SOON_AFTER);

    memory.forget(KEY);

    assertRefused(FIRMWARE_DATE);
    assertRefused(SOON_AFTER);
  }

  @Test
  void aLineageIsOverWithATimestampFromTheFuture() {
    assertAccepted(now());
    memory.forget(KEY);
    assertAccepted(FIRMWARE_DATE);
    assertAccepted(FUTURE);
    time.advance(Duration.ofMinutes(2));

    assertRefused(SOON_AFTER);
  }

  /** A timestamp is from too far ahead until it is {@code maxAhead} from now, to the second. */
  @Test
  void aFutureComesInTheSecondInWhichItIsNoLongerTooFar() {
    Tai64n ahead = in(DAY.multipliedBy(3));
    assertAccepted(ahead);
    time.advance(DAY.multipliedBy(2).minusSeconds(1));
    assertAccepted(now());
    time.advance(Duration.ofSeconds(1));

    assertRefused(now());
    assertRefused(ahead);
  }

  @Test
  void ofStrangersAQuarterAsManyAreRemembered() {
    memory = memory(10, ReplayOptions.builder().seenSize(400).build());
    Tai64n[] used = new Tai64n[300];
    for (int i = 0; i < used.length; i++) {
      time.advance(Duration.ofSeconds(10));
      used[i] = now();
      assertAccepted(used[i]);
    }
    int remembered = 0;
    for (Tai64n recording : used) {
      memory.forget(KEY);
      remembered += memory.judge(KEY, recording).accepted() ? 0 : 1;
    }

    // From half of a hundred to all of it, and the newest, which is the mark.
    assertThat(remembered).isBetween(50, 101);
  }

  @Test
  void nothingIsKeptOfAClockThatIsRightAgain() {
    assertAccepted(now());
    memory.forget(KEY);
    assertAccepted(FIRMWARE_DATE);
    assertThat(memory.table().mark(0).clock()).isNotNull();
    time.advance(Duration.ofMinutes(2));

    assertAccepted(now());

    assertThat(memory.table().mark(0).clock()).isNull();
  }

  /** There is room for so many wrong clocks; whoever was not heard of for longest goes first. */
  @Test
  void aWrongClockThatIsHeardOfKeepsItsRoom() {
    memory = memory(NewestTimestamps.MAX_EXCEPTIONS * 2, ReplayOptions.defaults());
    assertAccepted(FUTURE);
    for (int i = 1; i < NewestTimestamps.MAX_EXCEPTIONS; i++) {
      memory.judge(key(1_000 + i), FUTURE);
    }
    assertAccepted(at("2100-01-01T00:02:00Z"));

    memory.judge(key(2), FUTURE);

    assertThat(memory.judge(KEY, now())).isEqualTo(ReplayVerdict.RESUMED);
    assertThat(memory.judge(key(1_001), now()).accepted()).as("in its place").isFalse();
  }

  @Test
  void tellsWhoIsProtected() {
    assertThat(memory.isProtected(KEY)).isFalse();
    assertAccepted(now());
    assertThat(memory.isProtected(KEY)).isFalse();
    memory.protect(KEY);
    assertThat(memory.isProtected(KEY)).isTrue();
    assertThat(memory.isProtected(key(2))).isFalse();
  }

  @Test
  void theGreatestCapacityTakesNoMemoryAtFirst() {
    NewestTimestamps greatest = memory(NewestTimestamps.MAX_CAPACITY, ReplayOptions.defaults());
    assertThat(greatest.capacity()).isEqualTo(NewestTimestamps.MAX_CAPACITY);
    assertThat(greatest.judge(KEY, now())).isEqualTo(ReplayVerdict.NEWER);
  }
}
