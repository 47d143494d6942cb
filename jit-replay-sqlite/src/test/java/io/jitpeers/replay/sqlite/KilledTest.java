package io.jitpeers.replay.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.internal.replay.DurableReplayMemory;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.SeededRandom;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.Tai64n;
import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed with SIGKILL at a random moment, repeatedly, over one file. Each time
 * all marks that were confirmed as written exist, and no more is lost than the marks that waited
 * for their group. The property {@code replay.kills} sets the number of kills, 5 by default.
 */
class KilledTest {
  private static final int KILLS = Integer.getInteger("replay.kills", 5);

  /** The most operations between a start and its kill: about a second or two. */
  private static final int MOST_OPERATIONS = 20_000;

  @TempDir Path folder;

  private Process start() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
            Hammer.class.getName(),
            folder.resolve("replay.sqlite").toString(),
            folder.resolve("ledger").toString());
    File errors = folder.resolve("errors").toFile();
    return builder.redirectErrorStream(true).redirectOutput(errors).start();
  }

  @Test
  void whatWasWrittenIsThereAfterEachKill() throws Exception {
    SeededRandom random = new SeededRandom(11);
    long longest = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      try (Ledger ledger = Ledger.open(folder.resolve("ledger"), Hammer.KEYS)) {
        long until = ledger.operations() + 1 + random.nextInt(MOST_OPERATIONS);
        Process process = start();
        try {
          Await.until("operations", () -> ledger.operations() >= until || !process.isAlive());
          assertThat(process.isAlive()).as("it runs until it is killed").isTrue();
        } finally {
          process.destroyForcibly();
          process.waitFor(2, TimeUnit.MINUTES);
        }
        longest = Math.max(longest, check(ledger));
      }
    }
    System.out.printf(
        "%d kills: the oldest mark that was lost was %.1f ms old%n", KILLS, longest / 1e6);
  }

  /** Returns how old the oldest lost mark was when the process was killed, in nanoseconds. */
  private long check(Ledger ledger) throws Exception {
    long end = 0;
    for (int key = 0; key < Hammer.KEYS; key++) {
      end = Math.max(end, ledger.nanos(key));
    }
    long oldestLost = 0;
    int checked = 0;
    try (Scheduler scheduler = Scheduler.singleThread("scheduler");
        SqliteReplayStore store = SqliteReplayStore.in(folder.resolve("replay.sqlite"));
        DurableReplayMemory memory = Hammer.memory(store, scheduler)) {
      for (int key = 0; key < Hammer.KEYS; key++) {
        long last = ledger.last(key);
        if (last == 0) {
          continue;
        }
        boolean lost = memory.advance(Marks.key(key), Tai64n.of(last, 0)).join();
        if (lost) {
          oldestLost = Math.max(oldestLost, end - ledger.nanos(key));
          assertThat(last)
              .as("a lost operation was not surely written")
              .isGreaterThan(ledger.written());
        } else {
          checked++;
        }
      }
    }
    assertThat(ledger.written() == 0 || checked > 0).as("something was there").isTrue();
    return oldestLost;
  }
}
