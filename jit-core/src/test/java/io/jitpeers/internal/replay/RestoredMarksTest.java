package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.ReplayOptions;
import io.jitpeers.spi.ReplayMark;
import io.jitpeers.spi.ReplayStore.Page;
import io.jitpeers.spi.ReplayStore.Slot;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a store has, taken in before anybody asks. */
class RestoredMarksTest {
  private final NewestTimestamps memory = memory(5_000);
  private final RestoredMarks restored = new RestoredMarks(memory);

  private static NewestTimestamps memory(int capacity) {
    return new NewestTimestamps(
        capacity, ReplayOptions.defaults(), new ManualTime(), new Random(1), true);
  }

  private static PublicKey key(int number) {
    return PublicKey.ofBytes(ByteBuffer.allocate(32).putInt(28, number).array());
  }

  private static Slot slot(int entry, long group, int key) {
    return new Slot(
        entry,
        group,
        new ReplayMark(key(key), Tai64n.of(1_000 + key, 0), false, ReplayMark.NO_EPOCH, null));
  }

  private static Page page(int generation, int number, int... tags) {
    return new Page(SeenPages.storeNumber(generation, number), generation, tags);
  }

  @Test
  void groupsGoOnAfterTheGreatestOne() {
    restored.slot(slot(0, 7, 1));
    restored.slot(slot(1, 9, 2));
    restored.slot(slot(2, 8, 3));
    assertThat(restored.finish()).isTrue();
    assertThat(restored.lastGroup()).isEqualTo(9);
    assertThat(memory.size()).isEqualTo(3);
  }

  @Test
  void tellsIfAMarkHasAnotherPlace() {
    restored.slot(slot(1, 7, 1));
    assertThat(restored.finish()).isFalse();
  }

  @Test
  void whoWasWrittenFirstIsForgottenFirst() {
    NewestTimestamps full = memory(3_000);
    RestoredMarks marks = new RestoredMarks(full);
    for (int i = 0; i < 3_000; i++) {
      marks.slot(slot(i, i == 2_000 ? 1 : 5, i));
    }
    assertThat(marks.finish()).isTrue();
    full.judge(key(9_999), Tai64n.of(5_000, 0));
    assertThat(full.judge(key(2_000), Tai64n.of(1, 0)).accepted()).as("forgotten").isTrue();
    assertThat(full.judge(key(2_001), Tai64n.of(1, 0)).accepted()).isFalse();
  }

  @Test
  void theTwoNewestGenerationsOfInitiationsAreRemembered() {
    restored.secret(new byte[KeyHashes.SECRET_LENGTH]);
    restored.page(page(2, 0, 20, 21));
    restored.page(page(3, 0, 30, 31));
    restored.page(page(3, 1, 32, 0, 0));
    restored.page(page(1, 4, 10));
    assertThat(restored.finish()).isTrue();

    SeenTimestamps seen = memory.seen();
    for (int tag : new int[] {20, 21, 30, 31, 32}) {
      assertThat(seen.contains(tag)).as("%d", tag).isTrue();
    }
    assertThat(seen.contains(10)).as("too old").isFalse();
    seen.add(33);
    assertThat(seen.takePages())
        .singleElement()
        .satisfies(
            next -> {
              assertThat(next.number()).isEqualTo(SeenPages.storeNumber(3, 2));
              assertThat(next.generation()).isEqualTo(3);
              assertThat(next.tags()).containsExactly(33);
            });
  }

  /** A store may pad its pages. */
  @Test
  void padsTakeNoRoomThatTheInitiationsNeed() {
    ReplayOptions options = ReplayOptions.builder().seenSize(100).build();
    RestoredMarks small =
        new RestoredMarks(
            new NewestTimestamps(1_000, options, new ManualTime(), new Random(1), true));
    small.secret(new byte[KeyHashes.SECRET_LENGTH]);
    for (int number = 0; number < 8; number++) {
      int[] padded = new int[SeenPages.TAGS];
      padded[0] = 100 + number;
      small.page(page(3, number, padded));
    }
    assertThat(small.finish()).as("each initiation has its place").isTrue();
  }

  @Test
  void withoutTheSecretInitiationsSayNothing() {
    restored.page(page(3, 0, 30));
    assertThat(restored.finish()).isTrue();
    assertThat(memory.seen().contains(30)).isFalse();
  }
}
