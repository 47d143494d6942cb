package io.jitpeers.internal.eviction;

import static io.jitpeers.internal.eviction.CronBench.EVERYBODY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.HotSetView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Policies that return late, never, or cannot be called. */
class PolicyCallsTest {
  private final CronBench bench = new CronBench();
  private final List<Runnable> called = new ArrayList<>();
  private int returned;

  private PolicyCalls calls() {
    bench.policyExecutor = called::add;
    bench.policy = EVERYBODY;
    bench.install(1);
    return new PolicyCalls(bench.dependencies(), new SweepCounters());
  }

  private CompletableFuture<PolicyCalls.Answer> ask(PolicyCalls calls) {
    return calls.ask(new HotSetView(bench.hotSet.view(), 10), () -> returned++);
  }

  private static void assertWithout(PolicyCalls.Answer answer, Class<?> cause, String why) {
    assertThat(answer.selected()).isEmpty();
    assertThat(answer.inTime()).isFalse();
    assertThat(answer.failure()).hasMessage(why).cause().isExactlyInstanceOf(cause);
  }

  @Test
  void policiesThatDoNotReturnAreAwaitedForFifteenSeconds() {
    CompletableFuture<PolicyCalls.Answer> answer = ask(calls());
    bench.time.advance(Sweep.LISTING_HOLDS.minusNanos(1));
    assertThat(answer).isNotDone();
    bench.time.advance(Sweep.LISTING_HOLDS);
    assertWithout(
        answer.join(),
        TimeoutException.class,
        "the eviction policies did not return within " + Sweep.LISTING_HOLDS);
    assertThat(returned).as("they still use the view").isZero();
    called.get(0).run();
    assertThat(returned).isOne();
  }

  @Test
  void policiesThatHaveNotReturnedAreNotCalledAgain() {
    PolicyCalls calls = calls();
    CompletableFuture<PolicyCalls.Answer> first = ask(calls);
    assertWithout(
        ask(calls).join(),
        TimeoutException.class,
        "the eviction policies have not returned from an earlier sweep");
    assertThat(called).hasSize(1);
    assertThat(returned).as("only the view that nobody uses").isOne();
    called.get(0).run();
    assertThat(returned).isEqualTo(2);
    assertThat(first.join().selected()).hasSize(1);
    assertThat(first.join().failure()).isNull();
    assertThat(first.join().inTime()).isTrue();

    CompletableFuture<PolicyCalls.Answer> second = ask(calls);
    called.get(1).run();
    assertThat(second.join().selected()).as("called again").hasSize(1);
  }

  @Test
  void policiesThatCannotBeCalledAreCalledByTheNextSweep() {
    boolean[] full = {true};
    calls();
    bench.policyExecutor =
        task -> {
          if (full[0]) {
            throw new RejectedExecutionException("on purpose");
          }
          task.run();
        };
    PolicyCalls calls = new PolicyCalls(bench.dependencies(), new SweepCounters());
    RejectedExecutionException thrown = new RejectedExecutionException("on purpose");
    assertWithout(
        ask(calls).join(),
        RejectedExecutionException.class,
        "the eviction policies could not be asked: " + thrown);
    assertThat(returned).isOne();
    full[0] = false;
    assertThat(ask(calls).join().selected()).hasSize(1);
  }
}
