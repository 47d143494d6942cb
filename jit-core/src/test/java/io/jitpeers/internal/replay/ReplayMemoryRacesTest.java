package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.ReplayOptions;
import io.jitpeers.testing.Threads;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that use the same keys at the same time. */
class ReplayMemoryRacesTest {
  private static final int KEYS = 5;
  private static final int TIMESTAMPS = 4_000;
  private static final int STEPS = 20_000;

  private final ManualTime time = new ManualTime();
  private final NewestTimestamps memory =
      new NewestTimestamps(KEYS, ReplayOptions.defaults(), time, new Random(1));
  private final AtomicIntegerArray accepted = new AtomicIntegerArray(KEYS * TIMESTAMPS);
  private final AtomicLongArray newest = new AtomicLongArray(KEYS);

  private static PublicKey key(int number) {
    return PublicKey.ofBytes(ByteBuffer.allocate(32).putInt(4, number + 1).array());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aTimestampIsUsedUpOnceAndTheNewestIsNeverLost(long seed) throws Exception {
    long now = Tai64n.of(time.wallTime()).seconds();
    Threads.run(
        seed,
        STEPS,
        (thread, dice) -> {
          int key = dice.nextInt(KEYS);
          int timestamp = dice.nextInt(TIMESTAMPS);
          newest.accumulateAndGet(key, timestamp, Math::max);
          if (memory.judge(key(key), Tai64n.of(now - TIMESTAMPS + timestamp, 0)).accepted()) {
            accepted.incrementAndGet(key * TIMESTAMPS + timestamp);
          }
          if (dice.nextInt(10) == 0) {
            memory.protect(key(key));
            assertThat(memory.isProtected(key(key))).isTrue();
          }
        });
    for (int key = 0; key < KEYS; key++) {
      for (int timestamp = 0; timestamp < TIMESTAMPS; timestamp++) {
        assertThat(accepted.get(key * TIMESTAMPS + timestamp)).isLessThanOrEqualTo(1);
      }
      int last = (int) newest.get(key);
      assertThat(accepted.get(key * TIMESTAMPS + last)).as("the newest one").isOne();
      assertThat(memory.judge(key(key), Tai64n.of(now - TIMESTAMPS + last, 0)).accepted())
          .isFalse();
      assertThat(memory.judge(key(key), Tai64n.of(now, 0)).accepted()).isTrue();
    }
    assertThat(memory.size()).isEqualTo(KEYS);
    assertThat(memory.forgotten()).isZero();
  }

  /** More keys than the capacity, one of which is protected. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void strangersNeverPushAProtectedKeyOut(long seed) throws Exception {
    long now = Tai64n.of(time.wallTime()).seconds();
    assertThat(memory.judge(key(0), Tai64n.of(now, 0)).accepted()).isTrue();
    memory.protect(key(0));
    Threads.run(
        seed,
        STEPS,
        (thread, dice) -> {
          memory.judge(key(1 + dice.nextInt(1_000)), Tai64n.of(now - dice.nextInt(100), 0));
          assertThat(memory.judge(key(0), Tai64n.of(now, 0)).accepted()).isFalse();
          assertThat(memory.size()).isLessThanOrEqualTo(KEYS);
        });
    assertThat(memory.isProtected(key(0))).isTrue();
    assertThat(memory.forgotten()).isPositive();
  }
}
