package io.jitpeers.http.internal;

import static java.net.http.HttpClient.Version.HTTP_1_1;
import static java.net.http.HttpClient.Version.HTTP_2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.jitpeers.testkit.ManualTime;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SelectorTasksTest {
  private static final long PATIENCE_SECONDS = 60;

  private final ManualTime time = new ManualTime();
  private final Workers workers = new Workers(time, UnaryOperator.identity());

  @AfterEach
  void close() {
    workers.close();
  }

  private SelectorTasks tasks(String base, HttpClient.Version answered) {
    SelectorTasks tasks = new SelectorTasks(URI.create(base), workers, time);
    tasks.answeredOver(answered);
    return tasks;
  }

  private static Thread threadOf(Executor tasks) {
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    tasks.execute(() -> ran.complete(Thread.currentThread()));
    return ran.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  @Test
  void overHttp1WithoutTlsATaskRunsOnTheThreadThatSubmitsIt() {
    assertThat(threadOf(tasks("HTTP://127.0.0.1:8080", HTTP_1_1))).isSameAs(Thread.currentThread());
  }

  @Test
  void allOtherTasksRunOnWorkers() {
    SelectorTasks unanswered = new SelectorTasks(URI.create("http://127.0.0.1"), workers, time);
    assertThat(threadOf(unanswered).getName()).startsWith("jit-http");
    assertThat(threadOf(tasks("https://control.example", HTTP_1_1)).getName())
        .startsWith("jit-http");
    assertThat(threadOf(tasks("http://127.0.0.1", HTTP_2)).getName()).startsWith("jit-http");
  }

  @Test
  void theLatestAnswerCounts() {
    SelectorTasks tasks = tasks("http://127.0.0.1", HTTP_2);
    assertThat(tasks.isHttp1()).isFalse();
    tasks.answeredOver(HTTP_1_1);
    assertThat(tasks.isHttp1()).isTrue();
    assertThat(threadOf(tasks)).isSameAs(Thread.currentThread());
    tasks.answeredOver(HTTP_2);
    assertThat(threadOf(tasks)).isNotSameAs(Thread.currentThread());
  }

  /** An exception would end the selector thread, and with it all connections. */
  @Test
  void aTaskThatThrowsDoesNotEndTheThread() {
    Executor tasks = tasks("http://127.0.0.1", HTTP_1_1);
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
