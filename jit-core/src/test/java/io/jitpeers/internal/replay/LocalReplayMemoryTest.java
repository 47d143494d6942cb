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

  private static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    bytes[0] = (byte) number;
    return PublicKey.ofBytes(bytes);
  }

  @Test
  void whoIsProtectedOrForgottenCanBeAsked() {
    ReplayMemory memory = createMemoryLimitedTo(2).orElseThrow();
    for (int i = 1; i <= 2; i++) {
      assertThat(memory.advance(key(i), Tai64n.of(1, 0))).isCompletedWithValue(true);
    }
    memory.protect(key(1));
    assertThat(memory.isProtected(key(1))).isTrue();
    assertThat(memory.isProtected(key(2))).isFalse();
    assertThat(memory.forgotten()).isZero();
    assertThat(memory.advance(key(3), Tai64n.of(1, 0))).isCompletedWithValue(true);
    assertThat(memory.forgotten()).isOne();
  }

  @Test
  void theNewestTimestampCanBeAsked() {
    ReplayMemory memory = createMemory();
    assertThat(memory.newest(key(1))).isEmpty();
    assertThat(memory.advance(key(1), Tai64n.of(5, 0))).isCompletedWithValue(true);
    assertThat(memory.advance(key(1), Tai64n.of(4, 0))).isCompletedWithValue(false);
    assertThat(memory.newest(key(1))).contains(Tai64n.of(5, 0));
  }
}
