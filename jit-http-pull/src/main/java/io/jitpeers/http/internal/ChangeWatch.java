package io.jitpeers.http.internal;

import io.jitpeers.http.ChangeStreamOptions;
import io.jitpeers.http.ChangeStreamStatistics.State;
import io.jitpeers.http.internal.StreamEnd.Kind;
import io.jitpeers.time.Scheduler.Cancellable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the control plane's changes for one listener. Opens a stream of changes, and a new one
 * after a wait whenever a stream ends. The watch's position is the id of the latest event. A new
 * stream continues from this position. If the watch has no position when a stream opens, the
 * listener is first notified that changes may have been missed. However, if the watch's very first
 * attempt to open a stream succeeds, the listener is not notified, because it cannot have missed
 * anything before. Thread-safe.
 */
final class ChangeWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChangeWatch.class);

  private final LookupEngine engine;
  private final ChangeCounters counters;
  private final ChangeStreamOptions options;
  private final Hints hints;
  private final Consumer<ChangeWatch> whenClosed;
  private final URI uri;
  private final ReconnectPolicy policy;
  private final StreamClients clients;
  private final StreamLog streamLog;

  private boolean closed;
  private int attempts;
  private String lastId = "";
  private @Nullable ChangeStream stream;
  private @Nullable Cancellable timer;

  ChangeWatch(
      LookupEngine engine,
      ChangeCounters counters,
      ChangeStreamOptions options,
      RandomGenerator random,
      Hints hints,
      Consumer<ChangeWatch> whenClosed) {
    this.engine = engine;
    this.counters = counters;
    this.options = options;
    this.hints = hints;
    this.whenClosed = whenClosed;
    this.uri = engine.requests().changesUri(options.path());
    this.policy = new ReconnectPolicy(options, random);
    this.clients = new StreamClients(engine.clients());
    this.streamLog = new StreamLog(uri);
  }

  /** Begins the watch. Connects on a worker, because a token supplier may read a file. */
  void begin() {
    engine.execute(this::connect);
  }

  private void connect() {
    Following owner;
    synchronized (this) {
      if (closed) {
        return;
      }
      attempts++;
      counters.state = State.CONNECTING;
      owner = new Following(attempts, lastId);
    }
    try {
      begin(owner);
    } catch (RuntimeException | Error e) {
      log.warn("the stream of changes {} could not be started", uri, e);
      cancelStream();
      owner.ended(StreamEnd.lost("it could not be started", e));
    }
  }

  private void begin(Following owner) {
    engine.refreshTls();
    StreamClients.Use use = clients.acquire();
    ChangeStream next = null;
    synchronized (this) {
      if (owner.isCurrent()) {
        next = new ChangeStream(engine, use, counters, options, owner.from, owner);
        stream = next;
      }
    }
    if (next == null) {
      use.release().run();
    } else {
      next.start(uri);
    }
  }

  private void cancelStream() {
    ChangeStream last;
    synchronized (this) {
      last = stream;
      stream = null;
    }
    if (last != null) {
      last.cancel();
    }
  }

  /**
   * Schedules the next connection. If the scheduler fails, a timer of the JDK is used, because
   * otherwise there would be no further stream.
   */
  private synchronized void connectIn(Duration wait) {
    try {
      timer = engine.schedule(() -> engine.execute(this::connect), wait);
    } catch (RuntimeException | Error e) {
      log.warn(
          "the scheduler failed; a timer of the JDK starts the next stream of changes {}", uri, e);
      CompletableFuture.delayedExecutor(wait.toNanos(), TimeUnit.NANOSECONDS, engine::execute)
          .execute(this::connect);
    }
  }

  /** Handles the events of one stream as long as that stream is the current one. */
  private final class Following implements ChangeStream.Owner {
    private final int attempt;
    private final String from;
    private volatile boolean open;
    private volatile long openedAt;

    Following(int attempt, String from) {
      this.attempt = attempt;
      this.from = from;
    }

    @Override
    public void opened() {
      boolean lostPosition = attempt > 1 && from.isEmpty();
      openedAt = engine.time().nanoTime();
      open = true;
      synchronized (ChangeWatch.this) {
        if (!isCurrent()) {
          return;
        }
        counters.state = State.STREAMING;
        streamLog.opened(lostPosition);
      }
      counters.streams.increment();
      if (attempt > 1) {
        counters.reconnects.increment();
      }
      if (lostPosition) {
        hints.missed();
      }
    }

    @Override
    public void event(String type, List<String> data, String id) {
      if (isCurrent()) {
        hints.tell(type, data, id);
        move(id);
      }
    }

    private void move(String id) {
      synchronized (ChangeWatch.this) {
        if (isCurrent()) {
          lastId = EventIds.canBeSent(id) ? id : "";
        }
      }
    }

    @Override
    public void retry(long millis) {
      policy.retry(millis);
    }

    @Override
    public void ignored() {
      counters.ignoredLines.increment();
    }

    @Override
    public void ended(StreamEnd end) {
      Duration lasted =
          open ? Duration.ofNanos(engine.time().nanoTime() - openedAt) : Duration.ZERO;
      // Runs on a worker, not on the timer's thread, because replacing a client starts threads.
      engine.execute(() -> streamEnded(this, end, lasted));
    }

    private boolean isCurrent() {
      synchronized (ChangeWatch.this) {
        return !closed && attempt == attempts;
      }
    }
  }

  private void streamEnded(Following ended, StreamEnd end, Duration lasted) {
    count(end);
    if (end.kind() == Kind.SILENT) {
      replaceClient();
    }
    synchronized (this) {
      if (!ended.isCurrent()) {
        return;
      }
      stream = null;
      policy.lasted(lasted);
      Duration wait =
          end.kind() == Kind.ABSENT ? policy.whileAbsent() : policy.next(end.retryAfter());
      streamLog.ended(end, lasted.compareTo(ReconnectPolicy.STEADY) >= 0, wait);
      counters.state = end.kind() == Kind.ABSENT ? State.ABSENT : State.CONNECTING;
      if (end.kind() == Kind.ABSENT) {
        lastId = ""; // The server may have rejected this position.
      }
      connectIn(wait);
    }
  }

  private synchronized boolean isClosedBefore() {
    boolean before = closed;
    closed = true;
    return before;
  }

  private void replaceClient() {
    try {
      clients.replace();
    } catch (IllegalStateException e) {
      log.warn(
          "no new HTTP client could be created; the stream of changes {} continues on the existing connections",
          uri,
          e);
    }
  }

  private void count(StreamEnd end) {
    if (end.kind() == Kind.SILENT) {
      counters.silences.increment();
    } else {
      counters.failures.increment();
    }
    if (end.kind() == Kind.DENIED) {
      counters.accessDenied.increment();
      engine.reader().logDenied(end.status());
    }
  }

  @Override
  public void close() {
    if (isClosedBefore()) {
      hints.close(); // Each caller of close must wait for the listener.
      return;
    }
    synchronized (this) {
      if (timer != null) {
        timer.cancel();
      }
    }
    cancelStream();
    clients.close();
    hints.close();
    whenClosed.accept(this);
  }
}
