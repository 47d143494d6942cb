package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.options.ReplayOptions;
import io.jitpeers.testing.HeapSize;
import io.jitpeers.testing.Lockstep;
import io.jitpeers.testing.RecordedInitiation;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewestTimestampsTest {
  private static final Tai64n TIME = Tai64n.of(Instant.parse("2026-01-01T00:00:00Z"));

  @Test
  void aRecordedInitiationIsGoodOnce() {
    NewestTimestamps memory = memory(100);
    List<RecordedInitiation> recorded = RecordedInitiation.all();

    assertThat(recorded)
        .allSatisfy(r -> assertThat(advance(memory, r.initiator(), r.timestamp())).isTrue());
    assertThat(recorded)
        .allSatisfy(r -> assertThat(advance(memory, r.initiator(), r.timestamp())).isFalse());
  }

  @Test
  void onlyNewerIsNotAReplay() {
    NewestTimestamps memory = memory(10);

    assertThat(advance(memory, key(1), Tai64n.of(100, 5))).isTrue();
    assertThat(advance(memory, key(1), Tai64n.of(100, 5))).isFalse();
    assertThat(advance(memory, key(1), Tai64n.of(100, 4))).isFalse();
    assertThat(advance(memory, key(1), Tai64n.of(99, -1))).isFalse();
    assertThat(advance(memory, key(1), Tai64n.of(100, 6))).isTrue();
    assertThat(advance(memory, key(1), Tai64n.of(101, 0))).isTrue();
    assertThat(advance(memory, key(2), Tai64n.of(1, 0))).isTrue();
  }

  @Test
  void timestampsAreUnsigned() {
    NewestTimestamps memory = memory(10);

    assertThat(advance(memory, key(1), Tai64n.of(1, -1))).isTrue();
    assertThat(advance(memory, key(1), Tai64n.of(1, 1))).isFalse();
    assertThat(advance(memory, key(1), Tai64n.of(-1, 0))).isTrue();
    assertThat(advance(memory, key(1), Tai64n.of(Long.MAX_VALUE, 0))).isFalse();
    assertThat(advance(memory, key(1), Tai64n.of(-1, -1))).isTrue();
    assertThat(advance(memory, key(1), Tai64n.of(-1, -1))).isFalse();
  }

  @Test
  void aTimestampOfAllZerosIsRememberedToo() {
    NewestTimestamps memory = memory(10);

    assertThat(advance(memory, key(1), Tai64n.of(0, 0))).isTrue();
    assertThat(advance(memory, key(1), Tai64n.of(0, 0))).isFalse();
  }

  /** Clients' clocks may be wrong: a timestamp from the future must not keep a key for ever. */
  @Test
  void forgetsTheKeyThatAdvancedLongestAgo() {
    NewestTimestamps memory = memory(3);
    advance(memory, key(1), Tai64n.of(900, 0));
    advance(memory, key(2), Tai64n.of(100, 0));
    advance(memory, key(3), Tai64n.of(200, 0));
    advance(memory, key(2), Tai64n.of(101, 0));

    advance(memory, key(4), Tai64n.of(1, 0));

    assertThat(memory.size()).isEqualTo(3);
    assertThat(memory.forgotten()).isEqualTo(1);
    assertThat(advance(memory, key(2), Tai64n.of(101, 0))).isFalse();
    assertThat(advance(memory, key(3), Tai64n.of(200, 0))).isFalse();
    assertThat(advance(memory, key(4), Tai64n.of(1, 0))).isFalse();
    assertThat(advance(memory, key(1), Tai64n.of(900, 0))).isTrue();
  }

  @Test
  void aReplayDoesNotKeepItsKeyFresh() {
    NewestTimestamps memory = memory(2);
    advance(memory, key(1), TIME);
    advance(memory, key(2), TIME);
    advance(memory, key(1), TIME);

    advance(memory, key(3), TIME);

    assertThat(advance(memory, key(2), TIME)).isFalse();
    assertThat(advance(memory, key(1), TIME)).isTrue();
  }

  @Test
  void strangersDoNotPushOutProtectedKeys() {
    NewestTimestamps memory = memory(100);
    for (int i = 0; i < 99; i++) {
      advance(memory, key(i), TIME);
      memory.protect(key(i));
    }
    for (int i = 1_000; i < 3_000; i++) {
      assertThat(advance(memory, key(i), TIME)).isTrue();
    }

    assertThat(memory.size()).isEqualTo(100);
    assertThat(memory.forgotten()).isEqualTo(1_999);
    for (int i = 0; i < 99; i++) {
      assertThat(advance(memory, key(i), TIME)).as("key %d", i).isFalse();
    }
  }

  @Test
  void protectedKeysMakeWayForEachOther() {
    NewestTimestamps memory = memory(2);
    for (int i = 1; i <= 3; i++) {
      advance(memory, key(i), TIME);
      memory.protect(key(i));
    }

    assertThat(advance(memory, key(2), TIME)).isFalse();
    assertThat(advance(memory, key(3), TIME)).isFalse();
    assertThat(advance(memory, key(1), TIME)).isTrue();
  }

  @Test
  void aForgottenKeyIsAStrangerAgain() {
    NewestTimestamps memory = memory(1);
    advance(memory, key(1), TIME);
    memory.protect(key(1));
    advance(memory, key(2), TIME);
    memory.protect(key(1));
    advance(memory, key(3), TIME);

    assertThat(memory.size()).isEqualTo(1);
    assertThat(memory.forgotten()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1_024, 1_025, 5_000})
  void agreesWithASimpleModel(int capacity) {
    NewestTimestamps memory = memory(capacity);
    ReplayModel model = new ReplayModel(capacity);
    Random random = new Random(capacity);
    for (int i = 0; i < 60_000; i++) {
      PublicKey key = key(random.nextInt(capacity * 2));
      Tai64n time = Tai64n.of(random.nextInt(50), random.nextInt(4));
      assertThat(sameStep(random.nextInt(10) == 0, key, time, memory, model))
          .as("step %d", i)
          .isTrue();
    }
  }

  private static boolean sameStep(
      boolean protect, PublicKey key, Tai64n time, NewestTimestamps memory, ReplayModel model) {
    boolean sameAnswer = true;
    if (protect) {
      memory.protect(key);
      model.protect(key);
    } else {
      sameAnswer = advance(memory, key, time) == model.advance(key, time);
    }
    return sameAnswer && memory.size() == model.size() && memory.forgotten() == model.forgotten();
  }

  @Test
  @Timeout(300)
  void ofTwoThreadsWithOneTimestampOneWins() throws Exception {
    NewestTimestamps memory = memory(1_000);

    Lockstep.Result race = Lockstep.race(i -> advance(memory, key(i % 100), Tai64n.of(i, 0)));

    assertThat(race.trueAnswers()).isEqualTo(race.steps());
    assertThat(memory.size()).isEqualTo(100);
  }

  @Test
  void aMillionKeysTakeLessThan64BytesEach() {
    int capacity = 1_000_000;
    NewestTimestamps memory = memory(capacity);
    assertThat(HeapSize.of(memory)).as("empty").isLessThan(10_000);
    for (int i = 0; i < capacity + 50_000; i++) {
      advance(memory, key(i), TIME);
    }

    assertThat(memory.size()).isEqualTo(capacity);
    assertThat(memory.forgotten()).isEqualTo(50_000);
    assertThat(HeapSize.of(memory)).isLessThan(64L * capacity);
    assertThat(advance(memory, key(50_000), TIME)).isFalse();
    assertThat(advance(memory, key(49_999), TIME)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, NewestTimestamps.MAX_CAPACITY + 1})
  void refusesACapacityOutOfRange(int capacity) {
    assertThatThrownBy(() -> memory(capacity))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Integer.toString(capacity));
  }

  @Test
  void tellsItsCapacity() {
    assertThat(memory(123).capacity()).isEqualTo(123);
  }

  private static boolean advance(NewestTimestamps memory, PublicKey key, Tai64n time) {
    return memory.judge(key, time).accepted();
  }

  private static NewestTimestamps memory(int capacity) {
    return new NewestTimestamps(
        capacity, ReplayOptions.defaults(), new ManualTime(), new Random(96));
  }

  private static PublicKey key(int number) {
    return PublicKey.ofBytes(ByteBuffer.allocate(32).putInt(28, number).array());
  }
}
