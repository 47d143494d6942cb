package io.jitpeers.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

class PacedKeysTest {
  private final ManualTime time = new ManualTime();
  private final List<PublicKey> called = new ArrayList<>();
  private final List<CompletableFuture<Void>> answers = new ArrayList<>();
  private final PacedKeys keys =
      new PacedKeys(this::call, time, new FailureLog(NOPLogger.NOP_LOGGER, time));
  private boolean throwing;

  private CompletionStage<?> call(PublicKey key) {
    called.add(key);
    if (throwing) {
      throw new IllegalStateException("thrown by the test");
    }
    CompletableFuture<Void> answer = new CompletableFuture<>();
    answers.add(answer);
    return answer;
  }

  private static PublicKey key(int n) {
    return PublicKey.ofHex(String.format("%064x", n));
  }

  private void pass() {
    time.advance(Duration.ofMillis(1));
  }

  @Test
  void eachKeyIsCalledForOnAnotherThread() {
    keys.add(key(1));
    keys.add(key(1));
    keys.add(key(2));
    assertThat(called).isEmpty();
    pass();
    assertThat(called).containsExactly(key(1), key(2));
    answers.forEach(answer -> answer.complete(null));
    assertThat(keys.size()).isZero();
    assertThat(time.scheduledTasks()).isZero();
  }

  @Test
  void aKeyThatIsAddedDuringItsCallIsCalledForAgainAfterwards() {
    keys.add(key(1));
    pass();
    keys.add(key(1));
    pass();
    assertThat(called).containsExactly(key(1));
    answers.get(0).complete(null);
    pass();
    assertThat(called).containsExactly(key(1), key(1));
  }

  @Test
  void aLimitedNumberIsUnderWay() {
    for (int i = 1; i <= 300; i++) {
      keys.add(key(i));
    }
    pass();
    assertThat(called).hasSize(256);
    answers.get(7).complete(null);
    pass();
    assertThat(called).hasSize(257);
    for (int i = 0; i < answers.size(); i++) {
      answers.get(i).complete(null);
      pass();
    }
    assertThat(called).doesNotHaveDuplicates().hasSize(300);
    assertThat(keys.size()).isZero();
  }

  @Test
  void whatFailsIsTriedAgainAfterASecond() {
    keys.add(key(1));
    pass();
    answers.get(0).completeExceptionally(new IllegalStateException("failed by the test"));
    pass();
    assertThat(called).hasSize(1);
    time.advance(Duration.ofSeconds(1));
    assertThat(called).containsExactly(key(1), key(1));
    answers.get(1).complete(null);
    assertThat(keys.size()).isZero();
  }

  @Test
  void whatThrowsIsTriedAgainToo() {
    throwing = true;
    keys.add(key(1));
    pass();
    throwing = false;
    time.advance(Duration.ofSeconds(1));
    assertThat(called).containsExactly(key(1), key(1));
  }

  @Test
  void whileOneFailsOthersWaitForASecondOnly() {
    keys.add(key(1));
    pass();
    answers.get(0).completeExceptionally(new IllegalStateException("failed by the test"));
    keys.add(key(2));
    pass();
    assertThat(called).containsExactly(key(1));
    time.advance(Duration.ofSeconds(1));
    assertThat(called).containsExactly(key(1), key(1), key(2));
  }

  @Test
  void afterCloseNothingIsCalled() {
    keys.add(key(1));
    keys.close();
    keys.add(key(2));
    time.advance(Duration.ofSeconds(5));
    assertThat(called).isEmpty();
    assertThat(keys.size()).isZero();
  }
}
