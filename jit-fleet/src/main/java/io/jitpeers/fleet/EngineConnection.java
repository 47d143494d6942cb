package io.jitpeers.fleet;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to the engine (Valkey or Redis), which is opened again when it is lost. Lettuce
 * reopens a closed connection. This class replaces a connection on which no answers arrive, or
 * whose server became a replica. Thread-safe.
 */
final class EngineConnection implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EngineConnection.class);

  /** The interval between probes, which is also the pause after a failed attempt to connect. */
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** If no probe and no command succeeds for this time, the connection is replaced. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration START_LIMIT = EngineClient.TIMEOUT.plusSeconds(1);

  private final Opener opener;
  private final EngineAddress address;
  private final Scheduler scheduler;
  private final Probe probe;
  private final TimeSource time = TimeSource.system();
  private final FailureLog failures = new FailureLog(log, time, Duration.ofMinutes(1));
  private boolean connecting;
  private volatile boolean closed;
  private volatile @Nullable StatefulConnection<byte[], byte[]> connection;
  private volatile long lastAnswer;
  private volatile boolean answers;

  /**
   * Creates a connection, which {@link #start} or {@link #startInBackground} opens.
   *
   * @param opener opens the connection
   * @param scheduler runs the probes; not closed
   * @param probe the check made every second, and before a new connection is used
   */
  EngineConnection(Opener opener, EngineAddress address, Scheduler scheduler, Probe probe) {
    this.opener = opener;
    this.address = address;
    this.scheduler = scheduler;
    this.probe = probe;
  }

  /** Opens a connection. */
  interface Opener {
    /** Starts to open a connection. */
    CompletionStage<? extends StatefulConnection<byte[], byte[]>> open();
  }

  /** Checks whether the engine accepts the commands that will be sent over the connection. */
  interface Probe {
    /**
     * Sends the commands of the check. The returned stage fails if the engine refuses one of them.
     */
    CompletionStage<Object> of(RedisClusterAsyncCommands<byte[], byte[]> engine);
  }

  /**
   * Connects to the engine. Waits for at most 3 s; after that time, or after a failed attempt,
   * connecting continues in the background.
   *
   * @throws UncheckedIOException if the engine refuses this gateway
   */
  void start() {
    CompletionStage<?> attempt;
    synchronized (this) {
      attempt = connect();
    }
    try {
      attempt.toCompletableFuture().get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      refuseForEver(e);
      log.warn(
          "the fleet's engine at {} cannot be reached; the gateway works without it until it"
              + " answers",
          address,
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    schedule();
  }

  /**
   * Throws if the engine refused this gateway for a reason that lasts until the configuration is
   * changed.
   */
  private void refuseForEver(Exception failure) {
    Optional<String> refusal = Refusals.of(failure);
    if (refusal.isPresent()) {
      throw new UncheckedIOException(
          new IOException(
              "the fleet's engine at " + address + " refuses this gateway: " + refusal.get(),
              failure));
    }
  }

  private CompletionStage<?> connect() {
    connecting = true;
    CompletionStage<StatefulConnection<byte[], byte[]>> attempt;
    try {
      attempt = opener.open().thenCompose(this::probed);
    } catch (RuntimeException e) {
      attempt = CompletableFuture.failedFuture(e);
    }
    return attempt.whenComplete(this::connected);
  }

  /**
   * Probes a new connection. The returned stage completes with the connection if the probe
   * succeeds. If the probe fails, the connection is closed and the stage fails.
   */
  private CompletionStage<StatefulConnection<byte[], byte[]>> probed(
      StatefulConnection<byte[], byte[]> made) {
    return probe
        .of(EngineClient.commands(made))
        .<StatefulConnection<byte[], byte[]>>thenApply(done -> made)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                closeQuietly(made);
              }
            });
  }

  private synchronized void connected(
      @Nullable StatefulConnection<byte[], byte[]> made, @Nullable Throwable failure) {
    connecting = false;
    if (failure != null || made == null) {
      failures.warn(
          "cannot connect to the fleet's engine at {}", address, failure == null ? "" : failure);
    } else if (closed) {
      closeQuietly(made);
    } else {
      connection = made;
      answered();
      log.info("connected to the fleet's engine at {}", address);
    }
  }

  private void answered() {
    lastAnswer = time.nanoTime();
    answers = true;
  }

  /**
   * Sends commands to the engine.
   *
   * @return a stage that completes with the answer, or exceptionally if there is no connection or
   *     the engine does not answer
   */
  <T> CompletionStage<T> ask(
      Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<T>> question) {
    StatefulConnection<byte[], byte[]> current = connection;
    if (current == null) {
      return CompletableFuture.failedFuture(new NotConnectedException(address));
    }
    try {
      return question
          .apply(EngineClient.commands(current))
          .whenComplete((value, failure) -> observed(current, failure));
    } catch (RuntimeException e) {
      // Lettuce throws if the connection is closed or its queue is full.
      answers = false;
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Records whether the engine answers. Drops the connection if its server became a replica. */
  private void observed(StatefulConnection<byte[], byte[]> asked, @Nullable Throwable failure) {
    if (asked != connection) {
      return; // It was replaced meanwhile.
    }
    if (failure == null) {
      answered();
      return;
    }
    answers = false;
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof RedisReadOnlyException) {
      drop("its server became a replica");
    }
  }

  boolean isReachable() {
    StatefulConnection<byte[], byte[]> current = connection;
    return answers && current != null && current.isOpen();
  }

  private void schedule() {
    if (!closed) {
      scheduler.schedule(this::tick, INTERVAL);
    }
  }

  private void tick() {
    try {
      look();
    } catch (RuntimeException | Error e) {
      failures.record("the connection to the fleet's engine could not be checked", e);
    } finally {
      schedule();
    }
  }

  private void look() {
    StatefulConnection<byte[], byte[]> current = connection;
    if (current == null) {
      reconnect();
      return;
    }
    var unused = ask(probe::of);
    var unusedToo = EngineClient.openAll(current);
    if (time.nanoTime() - lastAnswer > PATIENCE.toNanos()) {
      drop("no command has succeeded for " + PATIENCE.toSeconds() + " s");
      reconnect();
    }
  }

  private synchronized void reconnect() {
    if (!closed && !connecting) {
      var unused = connect();
    }
  }

  /** Connects in the background. */
  void startInBackground() {
    reconnect();
    schedule();
  }

  private static void closeQuietly(StatefulConnection<byte[], byte[]> old) {
    // A connection that cannot be closed here is closed together with the client.
    var unused = old.closeAsync();
  }

  private synchronized void drop(String why) {
    StatefulConnection<byte[], byte[]> old = connection;
    if (old != null) {
      connection = null;
      answers = false;
      failures.warn("replaces the connection to the fleet's engine at {}: {}", address, why);
      closeQuietly(old);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    StatefulConnection<byte[], byte[]> old = connection;
    connection = null;
    if (old != null) {
      closeQuietly(old);
    }
  }
}
