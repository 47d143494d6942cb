package io.jitpeers.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.jitpeers.testkit.ManualTime;
import java.net.URI;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SelectorTasksTest {
  private final ManualTime time = new ManualTime();
  private final Workers workers = new Workers(time, UnaryOperator.identity());

  @AfterEach
  void close() {
    workers.close();
  }

  private Executor tasks(String base) {
    return SelectorTasks.of(URI.create(base), workers, time);
  }

  @Test
  void withoutTlsATaskRunsOnTheThreadThatSubmitsIt() {
    AtomicReference<Thread> ran = new AtomicReference<>();
    tasks("HTTP://127.0.0.1:8080").execute(() -> ran.set(Thread.currentThread()));
    assertThat(ran.get()).isSameAs(Thread.currentThread());
  }

  @Test
  void withTlsTheWorkersRunTheTasks() {
    assertThat(tasks("https://control.example")).isSameAs(workers);
  }

  /** An exception would end the selector thread, and with it all connections. */
  @Test
  void aTaskThatThrowsDoesNotEndTheThread() {
    Executor tasks = tasks("http://127.0.0.1");
    assertThatCode(
            () -> {
              tasks.execute(
                  () -> {
                    throw new IllegalStateException("broken");
                  });
              tasks.execute(
                  () -> {
                    throw new AssertionError("broken");
                  });
            })
        .doesNotThrowAnyException();
  }
}
