package io.jitpeers.replay.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.internal.replay.DurableReplayMemory;
import io.jitpeers.options.ReplayOptions;
import io.jitpeers.testkit.Await;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.Tai64n;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads many marks again, and prints the cost: how long a start takes, and how many bytes are
 * written for a mark. The property {@code replay.marks} sets the number of marks, 50,000 by
 * default; {@code replay.changes} sets how many of them change afterwards, as when clients return.
 */
class ScaleTest {
  private static final int MARKS = Integer.getInteger("replay.marks", 50_000);
  private static final int CHANGES = Integer.getInteger("replay.changes", 20_000);

  @TempDir Path folder;
  private final TimeSource time = TimeSource.system();

  private DurableReplayMemory memory(Scheduler scheduler) {
    DurableReplayMemory memory =
        new DurableReplayMemory(
            MARKS,
            ReplayOptions.defaults(),
            SqliteReplayStore.in(folder.resolve("replay.sqlite")),
            time,
            scheduler,
            new Random(1));
    memory.start();
    return memory;
  }

  /**
   * Returns how many bytes this process wrote to the disk, as Linux counts them; -1 on other
   * systems.
   */
  private static long writtenBytes() throws Exception {
    Path counters = Path.of("/proc/self/io");
    if (!Files.isReadable(counters)) {
      return -1;
    }
    List<String> lines = Files.readAllLines(counters);
    return lines.stream()
        .filter(line -> line.startsWith("write_bytes:"))
        .mapToLong(line -> Long.parseLong(line.substring(12).strip()))
        .sum();
  }

  private static void settle(DurableReplayMemory memory) throws Exception {
    Await.until("written", () -> memory.statistics().behind() == 0);
  }

  @Test
  void manyMarksAreReadAgain() throws Exception {
    try (Scheduler scheduler = Scheduler.singleThread("scheduler")) {
      try (DurableReplayMemory memory = memory(scheduler)) {
        for (int i = 0; i < MARKS; i++) {
          memory.advance(Marks.key(i), Tai64n.of(1_000, 0)).join();
          memory.protect(Marks.key(i));
        }
        settle(memory);
        change(memory);
      }
      System.out.printf(
          "%,d marks are %,d bytes of file%n", MARKS, Files.size(folder.resolve("replay.sqlite")));
      for (int round = 0; round < 3; round++) {
        long start = time.nanoTime();
        try (DurableReplayMemory memory = memory(scheduler)) {
          System.out.printf(
              "read %,d marks in %.0f ms%n", memory.size(), (time.nanoTime() - start) / 1e6);
          assertThat(memory.size()).isEqualTo(MARKS);
          assertThat(memory.advance(Marks.key(MARKS / 2), Tai64n.of(1_000, 0)).join()).isFalse();
        }
      }
    }
  }

  /** Random clients return, about 100 in each group. */
  private void change(DurableReplayMemory memory) throws Exception {
    Random random = new Random(2);
    long before = writtenBytes();
    long written = memory.statistics().written();
    for (int i = 0; i < CHANGES; i++) {
      memory.advance(Marks.key(random.nextInt(MARKS)), Tai64n.of(2_000 + i, 0)).join();
      if (i % 100 == 0) {
        settle(memory);
      }
    }
    settle(memory);
    long marks = memory.statistics().written() - written;
    System.out.printf(
        "%,d marks in groups of 100: %,d bytes written for each%n",
        marks, (writtenBytes() - before) / marks);
  }
}
