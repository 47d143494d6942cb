package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.ReplayOptions;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.testkit.contract.ReplayMemoryContract;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LocalReplayMemoryTest extends ReplayMemoryContract {
  @Override
  protected ReplayMemory createMemory() {
    return new LocalReplayMemory(
        1_000, ReplayOptions.defaults(), TimeSource.system(), new Random(1));
  }

  @Override
  protected Optional<ReplayMemory> createMemoryLimitedTo(int keys) {
    return Optional.of(
        new LocalReplayMemory(keys, ReplayOptions.defaults(), TimeSource.system(), new Random(1)));
  }

  @Test
  void anAnswerIsThereAtOnceAndIsOneOfTwo() {
    ReplayMemory memory = createMemory();
    PublicKey key = PublicKey.ofBytes(new byte[PublicKey.LENGTH]);
    var first = memory.advance(key, Tai64n.of(1, 0)).toCompletableFuture();
    assertThat(first).isCompletedWithValue(true);
    assertThat(memory.advance(key, Tai64n.of(2, 0))).isSameAs(first);
  }
}
