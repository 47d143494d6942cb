package io.jitpeers.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class WatchedReplayMemoryTest {
  private static final Tai64n NEWEST = Tai64n.of(5, 0);

  private final ManualTime time = new ManualTime();
  private final CallWatch watch = new CallWatch(WatchdogOptions.defaults(), time);

  private final class SlowMemory implements ReplayMemory {
    @Override
    public CompletionStage<Boolean> advance(PublicKey key, Tai64n timestamp) {
      return CompletableFuture.completedFuture(true);
    }

    @Override
    public Optional<Tai64n> newest(PublicKey key) {
      time.advance(Duration.ofSeconds(1));
      return Optional.of(NEWEST);
    }
  }

  @Test
  void aSlowAnswerToAnExplanationIsCounted() {
    ReplayMemory watched = new WatchedReplayMemory(new SlowMemory(), watch);
    assertThat(watched.newest(PublicKey.ofBytes(new byte[32]))).contains(NEWEST);
    assertThat(watch.slow()).isOne();
  }
}
