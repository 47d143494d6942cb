package io.jitpeers.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A close waits only a bounded time for a start that hangs. */
@Timeout(60)
class LifecyclePatienceTest {
  private final Lifecycle lifecycle = new Lifecycle(Duration.ZERO);

  private static <T> T onAnotherThread(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    // Runs on a plain thread, so that the work does not count as the orchestrator's own: it
    // recognizes that by this package's name.
    new Thread(task).start();
    return task.get(60, TimeUnit.SECONDS);
  }

  @Test
  void whoClosesTakesOverAndTheStartLearnsOfIt() throws Exception {
    lifecycle.begin();
    lifecycle.check();
    boolean mine = onAnotherThread(lifecycle::close);
    assertThat(mine).isTrue();
    lifecycle.ended();
    assertThatThrownBy(lifecycle::check).hasMessageContaining("closed while it started");
    assertThatThrownBy(lifecycle::started).hasMessageContaining("closed while it started");
    assertThat(lifecycle.startFailed()).as("everything is taken down already").isFalse();
    assertThat(lifecycle.isStarted()).isFalse();
    assertThat(onAnotherThread(lifecycle::close)).isFalse();
    assertThatThrownBy(lifecycle::begin).hasMessageContaining("the orchestrator was closed");
  }
}
