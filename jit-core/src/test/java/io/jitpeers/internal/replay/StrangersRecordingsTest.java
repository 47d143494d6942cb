package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.ReplayOptions;
import io.jitpeers.spi.ReplayMark;
import io.jitpeers.spi.ReplayMark.WrongClock;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Recordings of a client from before it was known, after its timestamps were reset. */
class StrangersRecordingsTest {
  private static final PublicKey KEY = key(1);

  private final ManualTime time = new ManualTime();
  private NewestTimestamps memory =
      new NewestTimestamps(1_000, ReplayOptions.defaults(), time, new Random(7));

  private static PublicKey key(int number) {
    return PublicKey.ofBytes(ByteBuffer.allocate(32).putInt(28, number).array());
  }

  private static Tai64n at(String instant) {
    return Tai64n.of(Instant.parse(instant));
  }

  private Tai64n now() {
    time.advance(Duration.ofSeconds(10));
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

  /**
   * A new client during an outage of the control plane: its key is unknown, and it tries
   * repeatedly.
   */
  @Test
  void whatItSentBeforeItsFirstInstallIsRefused() {
    Tai64n[] before = new Tai64n[50];
    for (int i = 0; i < before.length; i++) {
      before[i] = now();
      assertAccepted(before[i]);
    }
    memory.protect(KEY);
    for (Tai64n recording : before) {
      assertThat(judge(recording)).as("no clock that fell back").isEqualTo(ReplayVerdict.REPLAYED);
    }
    memory.forget(KEY);
    for (Tai64n recording : before) {
      assertRefused(recording);
    }
    assertThat(judge(at("1970-01-01T00:00:07Z"))).isEqualTo(ReplayVerdict.RESUMED);
  }

  /** The clock of the same client is in the future at first. */
  @Test
  void soIsWhatItSentFromTheFuture() {
    Tai64n future = at("2100-01-01T00:00:00Z");
    Tai64n later = at("2100-01-01T00:00:05Z");
    Tai64n right = now();
    assertAccepted(future);
    assertAccepted(later);
    assertAccepted(right);
    assertAccepted(now());
    memory.protect(KEY);
    memory.forget(KEY);
    assertRefused(future);
    assertRefused(later);
    assertRefused(right);
  }

  /** A restart loses what is remembered of strangers, but not the timestamps of their marks. */
  @Test
  void soIsTheMarkFromBeforeARestartThatAFutureReplaces() {
    Tai64n mark = now();
    Tai64n future = Tai64n.of(time.wallTime().plus(Duration.ofDays(3)));
    WrongClock clock = new WrongClock(future, true, false, null, null);
    memory.table().restore(new ReplayMark(KEY, mark, false, ReplayMark.NO_EPOCH, clock));
    time.advance(Duration.ofDays(4));
    assertAccepted(now());
    memory.protect(KEY);
    memory.forget(KEY);
    assertRefused(mark);
    assertRefused(future);
  }

  @Test
  void strangersPushOutOnlyWhatIsRememberedOfStrangers() {
    ReplayOptions options = ReplayOptions.builder().seenSize(100).build();
    memory = new NewestTimestamps(1_000, options, time, new Random(7));
    Tai64n[] known = new Tai64n[20];
    for (int i = 0; i < known.length; i++) {
      known[i] = now();
      assertAccepted(known[i]);
      memory.protect(KEY);
    }
    PublicKey outage = key(2);
    Tai64n early = now();
    memory.judge(outage, early);
    memory.judge(outage, now());
    // Keys that are used once take no room, however many there are.
    for (int i = 10; i < 900; i++) {
      memory.judge(key(i), now());
    }
    memory.protect(outage);
    memory.forget(outage);
    assertThat(memory.judge(outage, early).accepted()).isFalse();

    for (int i = 0; i < 1_000; i++) {
      memory.judge(key(3), now());
    }
    memory.forget(KEY);
    for (Tai64n recording : known) {
      assertRefused(recording);
    }
    assertThat(memory.judge(outage, early).accepted()).as("pushed out by then").isTrue();
  }
}
