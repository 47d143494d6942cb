package io.jitpeers.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TokensTest {
  private final ManualTime time = new ManualTime();
  private final List<Runnable> hanging = new ArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final Tokens tokens = new Tokens(() -> "token-" + asked.incrementAndGet(), time);

  private CompletableFuture<Optional<String>> current() {
    return tokens.current(hanging::add);
  }

  @Test
  void thoseWhoAskMeanwhileGetTheSame() {
    CompletableFuture<Optional<String>> first = current();
    CompletableFuture<Optional<String>> second = current();
    hanging.forEach(Runnable::run);

    assertThat(first.join()).contains("token-1");
    assertThat(second.join()).contains("token-1");
    assertThat(hanging).hasSize(1);
  }

  @Test
  void whoAsksLaterGetsANewOne() {
    current();
    hanging.remove(0).run();
    CompletableFuture<Optional<String>> next = current();
    hanging.remove(0).run();

    assertThat(next.join()).contains("token-2");
  }

  @Test
  void aSupplierThatHangsHoldsAFewThreadsAtTheMost() {
    for (int i = 0; i < 1_000; i++) {
      current();
      time.advance(Duration.ofSeconds(1));
    }

    assertThat(hanging).hasSize(3);
    assertThat(current()).as("nobody waits for ever").isCompletedExceptionally();
  }

  @Test
  void oneThatComesToItselfIsAskedAgain() {
    for (int i = 0; i < 100; i++) {
      current();
      time.advance(Duration.ofSeconds(1));
    }
    hanging.forEach(Runnable::run);
    hanging.clear();
    CompletableFuture<Optional<String>> next = current();
    hanging.forEach(Runnable::run);

    assertThat(next.join()).contains("token-4");
  }

  /**
   * A request that cannot call the supplier fails at once, and leaves nothing behind for which
   * others wait.
   */
  @Test
  void aThreadThatCannotBeStartedIsNoSupplierThatHangs() {
    for (int i = 0; i < 10; i++) {
      CompletableFuture<Optional<String>> none =
          tokens.current(
              task -> {
                throw new OutOfMemoryError("unable to create native thread");
              });
      assertThat(none).isCompletedExceptionally();
      time.advance(Duration.ofSeconds(6));
    }
    CompletableFuture<Optional<String>> next = current();
    hanging.forEach(Runnable::run);

    assertThat(next.join()).contains("token-1");
  }
}
