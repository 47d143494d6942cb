package io.jitpeers.internal.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PeerConfig;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExpiredPeersTest {
  private final CronBench bench = new CronBench();
  private final AtomicInteger waiting = new AtomicInteger();

  /** A scheduler that counts its waiting tasks. */
  private final class Counting implements Scheduler {
    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
      waiting.incrementAndGet();
      Cancellable scheduled =
          bench.time.schedule(
              () -> {
                waiting.decrementAndGet();
                task.run();
              },
              delay);
      return () -> {
        waiting.decrementAndGet();
        scheduled.cancel();
      };
    }

    @Override
    public void close() {
      throw new AssertionError("it is not ours to close");
    }
  }

  /** The watchdog runs on a thread of its own. */
  @Test
  void aLookDuringWhichTheWatchdogArrangesForTheNextArrangesForNoSecond() {
    bench.scheduler = new Counting();
    PeerConfig config =
        Peers.config(1).toBuilder().expiresAt(bench.time.wallTime().plusSeconds(20)).build();
    bench.hotSet.installed(config);
    CronDependencies parts = bench.dependencies();
    ExpiredPeers[] expired = new ExpiredPeers[1];
    expired[0] =
        new ExpiredPeers(
            parts,
            new UnlistedPeers(parts, new SweepCounters(), () -> false),
            () -> {
              expired[0].rearm();
              return false;
            });
    expired[0].start();
    for (int look = 0; look < 3; look++) {
      bench.time.advance(Duration.ofSeconds(30));
      bench.hotSet.installed(config);
      assertThat(waiting).hasValue(1);
    }
    expired[0].close();
    assertThat(waiting).hasValue(0);
  }
}
