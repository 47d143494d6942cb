package io.jitpeers.internal.device;

import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Answers the question whether another program has added a peer since the latest listing. The
 * question is asked before an initiation of the peer is refused. WireGuard cannot report a single
 * peer, so each look at the device is a full listing. Further questions that arrive during a look
 * share the result of that look. After each look there is a pause, during which questions are
 * answered from the latest listing. Looks take at most a twentieth of the time, and at most one
 * begins per second, even if many unknown clients send initiations. Thread-safe; nothing blocks.
 */
public final class DeviceLooks implements AutoCloseable {
  private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

  /** The pause after a look is at least this many times as long as the look. */
  private static final int PAUSE_FACTOR = 19;

  /**
   * The longest wait of a question for its answer. It is shorter than the 5 s after which the
   * client repeats its initiation.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /**
   * The maximum number of waiting questions, each of which holds a packet. It is a quarter of the
   * default {@code queue-length} of the NFQUEUE packet source.
   */
  private static final int MOST_WAITING = 1_024;

  private final PeerStore store;
  private final HotSet hotSet;
  private final Events events;
  private final TimeSource time;
  private final Scheduler scheduler;
  private final Executor executor;
  private final FailureLog failures;
  private final Object lock = new Object();
  private List<Question> waiting = new ArrayList<>();
  private boolean looking;
  private boolean slow;
  private boolean looked;
  private long pausedUntil;
  private boolean closed;

  private record Question(PublicKey key, Consumer<Boolean> answer) {}

  /**
   * Creates an instance. It does not list the device until the first question arrives.
   *
   * @param executor lists the device; it runs one task at a time, and it runs no task while a sweep
   *     lists the device
   */
  DeviceLooks(
      PeerStore store,
      HotSet hotSet,
      Events events,
      TimeSource time,
      Scheduler scheduler,
      Executor executor) {
    this.store = store;
    this.hotSet = hotSet;
    this.events = events;
    this.time = time;
    this.scheduler = scheduler;
    this.executor = executor;
    this.failures = new FailureLog(LoggerFactory.getLogger(DeviceLooks.class), time);
  }

  /**
   * Determines whether the device has a peer with this key that another program installed.
   *
   * @param answer receives the answer exactly once: immediately or, if the answer needs a look at
   *     the device, after the look, but at most 3 s after the call; it must not block
   */
  public void isForeign(PublicKey key, Consumer<Boolean> answer) {
    if (hotSet.contains(key) || !await(new Question(key, answer))) {
      answer.accept(hotSet.isForeign(key));
    }
  }

  /**
   * Adds a question to the look in progress, or begins a look. Returns false if neither is possible
   * now: during a pause, while the look in progress is slow, if too many questions wait, or after a
   * close.
   */
  private boolean await(Question question) {
    synchronized (lock) {
      boolean paused = !looking && looked && time.nanoTime() - pausedUntil < 0;
      if (closed || paused || slow || waiting.size() >= MOST_WAITING) {
        return false;
      }
      waiting.add(question);
      if (looking) {
        return true;
      }
      looking = true;
      looked = true;
      slow = false;
    }
    begin();
    return true;
  }

  private void begin() {
    Scheduler.Cancellable patience = () -> {};
    try {
      patience = scheduler.schedule(this::tooSlow, PATIENCE);
      Scheduler.Cancellable handedOver = patience;
      executor.execute(() -> look(handedOver));
    } catch (RejectedExecutionException e) {
      ended(patience, 0); // The orchestrator is closing.
    } catch (RuntimeException | Error e) {
      failures.record("the check for peers of other programs on the device could not begin", e);
      ended(patience, 0);
    }
  }

  /** Called when a look takes too long. Answers the waiting questions from the latest listing. */
  private void tooSlow() {
    synchronized (lock) {
      slow = looking;
    }
    answerAll();
  }

  private void look(Scheduler.Cancellable patience) {
    long took = 0;
    try {
      long begun = time.nanoTime();
      try {
        var unused = DeviceListing.withoutAbsences(store, hotSet, events::publish);
      } finally {
        took = time.nanoTime() - begun;
      }
    } catch (StoreException | RuntimeException | Error e) {
      failures.record("the check for peers of other programs on the device failed", e);
    } finally {
      ended(patience, took);
    }
  }

  /**
   * Ends a look. Even if a step fails, the next look can begin and the waiting questions are
   * answered.
   */
  private void ended(Scheduler.Cancellable patience, long took) {
    try {
      synchronized (lock) {
        looking = false;
        slow = false;
        pausedUntil = time.nanoTime() + Math.max(LEAST_PAUSE.toNanos(), took * PAUSE_FACTOR);
      }
      patience.cancel();
    } catch (RuntimeException | Error e) {
      failures.record("the end of a check for peers of other programs could not be recorded", e);
    } finally {
      answerAll();
    }
  }

  /**
   * Answers the waiting questions from the hot set (the peers believed to be on the device), which
   * each listing updates.
   */
  private void answerAll() {
    List<Question> asked;
    synchronized (lock) {
      asked = waiting;
      waiting = new ArrayList<>();
    }
    asked.forEach(this::answer);
  }

  private void answer(Question question) {
    try {
      question.answer().accept(hotSet.isForeign(question.key()));
    } catch (RuntimeException | Error e) {
      failures.record("an answer about a peer of another program could not be processed", e);
    }
  }

  /** Answers the waiting questions and begins no further look. Idempotent. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    answerAll();
  }
}
