package io.jitpeers.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Sets;
import io.jitpeers.testing.Allocation;
import io.jitpeers.testing.HeapSize;
import io.jitpeers.testing.Lockstep;
import io.jitpeers.testing.RecordedInitiation;
import io.jitpeers.testkit.ManualTime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuplicateFilterTest {
  private final ManualTime time = new ManualTime();
  private final DuplicateFilter filter = filter(Duration.ofSeconds(1));

  @Test
  void theSecondCaptureIsADuplicate() {
    ByteBuffer frame = RecordedInitiation.all().get(0).datagram();

    assertThat(isDuplicate(frame)).isFalse();
    assertThat(isDuplicate(frame)).isTrue();
    time.advance(Duration.ofMillis(999));
    assertThat(isDuplicate(frame)).isTrue();
  }

  @Test
  void theWindowBeginsAtTheFirstCapture() {
    ByteBuffer frame = RecordedInitiation.all().get(0).datagram();
    isDuplicate(frame);
    time.advance(Duration.ofMillis(600));
    assertThat(isDuplicate(frame)).isTrue();
    time.advance(Duration.ofMillis(400));

    assertThat(isDuplicate(frame)).isFalse();
    assertThat(isDuplicate(frame)).isTrue();
  }

  @Test
  void noWindowMeansNoDuplicates() {
    DuplicateFilter off = filter(Duration.ZERO);
    ByteBuffer frame = RecordedInitiation.all().get(0).datagram();

    assertThat(off.isDuplicate(frame, time.nanoTime())).isFalse();
    assertThat(off.isDuplicate(frame, time.nanoTime())).isFalse();
  }

  @Test
  void differentInitiationsAreNoDuplicates() {
    assertThat(RecordedInitiation.all())
        .allSatisfy(recorded -> assertThat(isDuplicate(recorded.datagram())).isFalse());
    assertThat(RecordedInitiation.all())
        .allSatisfy(recorded -> assertThat(isDuplicate(recorded.datagram())).isTrue());
  }

  @Test
  void oneOtherBitOfTheFingerprintIsAnotherFrame() {
    byte[] frame = RecordedInitiation.all().get(0).bytes();
    isDuplicate(ByteBuffer.wrap(frame));
    for (int bit = 116 * 8; bit < 132 * 8; bit++) {
      frame[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(isDuplicate(ByteBuffer.wrap(frame))).as("bit %d", bit).isFalse();
      frame[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  /** A frame is remembered until another one takes its slot, of which there are 16,384. */
  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true"})
  void framesAreSpreadOverAllSlots(boolean highDiffers, boolean lowDiffers) {
    List<ByteBuffer> frames = frames(highDiffers, lowDiffers);

    // As many as are overwritten by chance: n^2 / 2m, of n frames in m slots.
    assertThat(forgotten(filter, frames).size()).isBetween(60, 180);
  }

  /** A sender who does not know the seed cannot choose frames that make others be forgotten. */
  @Test
  void whichFramesShareASlotDependsOnTheSeed() {
    List<ByteBuffer> frames = frames(true, true);
    List<Set<Integer>> forgotten = new ArrayList<>();
    for (int seed = 0; seed < 4; seed++) {
      DuplicateFilter seeded = new DuplicateFilter(Duration.ofSeconds(1), new Random(seed));
      forgotten.add(forgotten(seeded, frames));
    }
    for (int i = 1; i < forgotten.size(); i++) {
      for (int j = 0; j < i; j++) {
        assertThat(Sets.intersection(forgotten.get(i), forgotten.get(j)).size()).isLessThan(40);
      }
    }
  }

  private static List<ByteBuffer> frames(boolean highDiffers, boolean lowDiffers) {
    Random random = new Random(149);
    List<ByteBuffer> frames = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      frames.add(
          ByteBuffer.allocate(148)
              .putLong(116, highDiffers ? random.nextLong() : 5)
              .putLong(124, lowDiffers ? random.nextLong() : 7));
    }
    return frames;
  }

  /** Of frames that came in a row, those that are no duplicates when they come again. */
  private Set<Integer> forgotten(DuplicateFilter asked, List<ByteBuffer> frames) {
    frames.forEach(frame -> assertThat(asked.isDuplicate(frame, time.nanoTime())).isFalse());
    Set<Integer> forgotten = new HashSet<>();
    // From the newest on: what is remembered anew then makes nothing be forgotten that is to come,
    // but what was already.
    for (int i = frames.size() - 1; i >= 0; i--) {
      if (!asked.isDuplicate(frames.get(i), time.nanoTime())) {
        forgotten.add(i);
      }
    }
    return forgotten;
  }

  @Test
  void halfOfAFingerprintIsNotEnough() {
    ByteBuffer frame = ByteBuffer.allocate(148);
    for (int i = 1; i <= 100_000; i++) {
      assertThat(isDuplicate(frame.putLong(116, 0).putLong(124, i))).as("low half %d", i).isFalse();
      assertThat(isDuplicate(frame.putLong(116, i).putLong(124, 0)))
          .as("high half %d", i)
          .isFalse();
    }
  }

  @Test
  void theKindOfBufferDoesNotMatter() {
    byte[] frame = RecordedInitiation.all().get(0).bytes();
    ByteBuffer direct =
        ByteBuffer.allocateDirect(200).order(ByteOrder.LITTLE_ENDIAN).put(7, frame).position(7);

    assertThat(isDuplicate(ByteBuffer.wrap(frame))).isFalse();
    assertThat(isDuplicate(direct)).isTrue();
    assertThat(direct.position()).isEqualTo(7);
  }

  @Test
  void aFloodOfFramesTakesNoMoreMemoryAndHidesNoClient() {
    long empty = HeapSize.of(filter);
    ByteBuffer frame = ByteBuffer.allocate(148);
    Random random = new Random(148);
    int[] mistaken = new int[1];
    Runnable flood =
        () -> {
          for (int i = 0; i < 200_000; i++) {
            frame.putLong(116, random.nextLong()).putLong(124, random.nextLong());
            mistaken[0] += filter.isDuplicate(frame, i) ? 1 : 0;
          }
        };
    flood.run();

    assertThat(Allocation.least(flood, 50_000)).isLessThan(50_000);
    assertThat(mistaken[0]).isZero();
    assertThat(HeapSize.of(filter)).isEqualTo(empty).isLessThan(500_000);
  }

  @Test
  @Timeout(300)
  void ofTwoCapturesAtOnceOneIsTheDuplicate() throws Exception {
    List<ByteBuffer> frames =
        RecordedInitiation.all().stream().map(RecordedInitiation::datagram).toList();
    Lockstep.Result race =
        Lockstep.race(
            i -> {
              long window = TimeUnit.SECONDS.toNanos(i / frames.size());
              return filter.isDuplicate(frames.get(i % frames.size()), window);
            });

    assertThat(race.trueAnswers()).isEqualTo(race.steps());
  }

  private boolean isDuplicate(ByteBuffer frame) {
    return filter.isDuplicate(frame, time.nanoTime());
  }

  private static DuplicateFilter filter(Duration window) {
    return new DuplicateFilter(window, new Random(3));
  }
}
