package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.ReplayOptions;
import io.jitpeers.spi.ReplayStore;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** What is written when, and what is said of it meanwhile, on a disk that the test looks into. */
class MarkWriterTest {
  private static final ReplayOptions OPTIONS = ReplayOptions.defaults();

  private final ManualTime time = new ManualTime();
  private final NewestTimestamps timestamps =
      new NewestTimestamps(100, OPTIONS, time, new Random(1), true);
  private final Disk disk = new Disk();

  /** A store that keeps what it was given, or fails. */
  private static final class Disk implements ReplayStore {
    private final List<Long> groups = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();
    private final List<Integer> tags = new ArrayList<>();
    private Runnable meanwhile = () -> {};
    private boolean full;
    private boolean closed;

    @Override
    public boolean read(Reader reader) {
      return true;
    }

    @Override
    public void write(Group group) throws IOException {
      meanwhile.run();
      if (full) {
        throw new IOException("no space, on purpose");
      }
      groups.add(group.number());
      group.slots().forEach(slots::add);
      for (Page page : group.pages()) {
        for (int tag : page.tags()) {
          tags.add(tag);
        }
      }
    }

    @Override
    public long damages() {
      return 0;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private MarkWriter writer(Executor thread) {
    return new MarkWriter(timestamps, disk, OPTIONS.flush(), time, time, thread);
  }

  private MarkWriter started() {
    MarkWriter writer = writer(Runnable::run);
    writer.start(0, false);
    return writer;
  }

  private void remember(int number) {
    timestamps.judge(key(number), Tai64n.of(time.wallTime()));
  }

  private static PublicKey key(int number) {
    return PublicKey.ofBytes(ByteBuffer.allocate(32).putInt(28, number).array());
  }

  @Test
  void marksOfAGroupThatIsBeingWrittenAreStillBehind() {
    MarkWriter writer = started();
    remember(1);
    remember(2);
    writer.changed();
    List<JitStatistics.ReplayStore> seen = new ArrayList<>();
    disk.meanwhile =
        () -> {
          seen.add(writer.statistics());
          time.advance(MarkWriter.HANGS.minus(OPTIONS.flush()).minusNanos(1));
          seen.add(writer.statistics());
          time.advance(Duration.ofNanos(1));
          seen.add(writer.statistics());
        };

    time.advance(OPTIONS.flush());

    assertThat(seen).extracting(JitStatistics.ReplayStore::behind).containsExactly(2, 2, 2);
    assertThat(seen)
        .extracting(JitStatistics.ReplayStore::oldestBehind)
        .containsExactly(OPTIONS.flush(), MarkWriter.HANGS.minusNanos(1), MarkWriter.HANGS);
    assertThat(seen)
        .extracting(JitStatistics.ReplayStore::healthy)
        .containsExactly(true, true, false);
    assertThat(writer.statistics().behind()).isZero();
    assertThat(writer.statistics().oldestBehind()).isZero();
  }

  @Test
  void whatIsRememberedWhileAGroupIsWrittenIsAsOldAsItself() {
    MarkWriter writer = started();
    remember(1);
    writer.changed();
    disk.meanwhile =
        () -> {
          disk.meanwhile = () -> {};
          remember(2);
          writer.changed();
          time.advance(Duration.ofMillis(1));
        };

    time.advance(OPTIONS.flush());
    assertThat(disk.slots).as("both, for the second group followed").hasSize(2);
    assertThat(writer.statistics().oldestBehind()).isEqualTo(Duration.ofMillis(1));

    time.advance(OPTIONS.flush());
    assertThat(writer.statistics().oldestBehind()).isZero();
  }

  @Test
  void groupsAndTheirSlotsAreNumberedInTheirOrder() {
    MarkWriter writer = writer(Runnable::run);
    writer.start(41, false);
    for (int i = 1; i <= 3; i++) {
      remember(i);
      writer.changed();
      time.advance(OPTIONS.flush());
    }

    assertThat(disk.groups).containsExactly(42L, 43L, 44L);
    assertThat(disk.slots).extracting(ReplayStore.Slot::group).containsExactly(42L, 43L, 44L);
    assertThat(writer.statistics().written()).isEqualTo(3);
  }

  @Test
  void aNudgeHasWrittenWhatNobodyCalledFor() {
    MarkWriter writer = started();
    writer.nudge();
    assertThat(time.scheduledTasks()).as("nothing waits").isZero();
    remember(1);

    writer.nudge();
    time.advance(OPTIONS.flush());

    assertThat(disk.slots).hasSize(1);
  }

  @Test
  void initiationsThatCouldNotBeWrittenAreWrittenWithTheNextGroup() {
    MarkWriter writer = started();
    remember(1);
    timestamps.protect(key(1));
    writer.changed();
    disk.full = true;
    time.advance(OPTIONS.flush());
    assertThat(disk.groups).isEmpty();
    assertThat(writer.statistics().failures()).isEqualTo(1);

    disk.full = false;
    time.advance(MarkWriter.RETRY);

    assertThat(disk.slots).hasSize(1);
    assertThat(disk.tags).hasSize(1);
  }

  @Test
  void aStoreThatHasSomethingElseIsGivenEverything() {
    remember(1);
    timestamps.protect(key(1));
    synchronized (timestamps) {
      assertThat(timestamps.seen().takePages()).hasSize(1);
      assertThat(timestamps.changes().take(10)).hasSize(1);
    }

    writer(Runnable::run).start(0, true);
    time.advance(Duration.ZERO);

    assertThat(disk.slots).hasSize(1);
    assertThat(disk.tags).hasSize(1);
  }

  @Test
  void closingWritesWhatWaitsAndClosesTheStore() {
    MarkWriter writer = started();
    remember(1);
    writer.changed();

    writer.close();

    assertThat(disk.slots).hasSize(1);
    assertThat(disk.closed).isTrue();
  }

  @Test
  void whoClosesStaysInterrupted() {
    MarkWriter writer = writer(task -> {});
    writer.start(0, false);
    Thread.currentThread().interrupt();

    writer.close();

    assertThat(Thread.interrupted()).isTrue();
  }
}
