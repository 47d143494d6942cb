package io.jitpeers.internal.device;

import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.ListingResult;
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
 * Looks at the device for peers that another program has added since the latest listing, before an
 * initiation is refused that would be theirs. WireGuard cannot be asked for one peer, so a look is
 * a listing: all who ask while one is on its way share it, and between two there is a pause, during
 * which the answer is what the latest one showed. So however many strangers knock, looks take at
 * most a twentieth of the time, and at most one begins in a second. Thread-safe; nothing blocks.
 */
public final class DeviceLooks implements AutoCloseable {
  private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

  /** A look is followed by a pause so many times as long. */
  private static final int PAUSE_FACTOR = 19;

  /** Who asks waits at most so long: its client tries again after 5 s. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Packets are held meanwhile: a quarter of what a queue of the kernel holds by default. */
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
   * Creates it; nothing is looked at until somebody asks.
   *
   * @param executor lists the device, one task at a time, and not while a sweep lists it
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
   * Finds out whether a peer of somebody else is on the device.
   *
   * @param answer told once whether it is: at once or when the device was looked at, but after 3 s
   *     at the most; it must not block
   */
  public void isForeign(PublicKey key, Consumer<Boolean> answer) {
    if (hotSet.contains(key) || !await(new Question(key, answer))) {
      answer.accept(hotSet.isForeign(key));
    }
  }

  /** Has a question wait for a look that may begin now, or has not ended. */
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
      ended(patience, 0); // Closing: the sweeps' thread takes nothing more.
    } catch (RuntimeException | Error e) {
      failures.record("looking at the device for peers of other programs could not begin", e);
      ended(patience, 0);
    }
  }

  /** Those who ask during a look that takes too long wait no more. */
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
        listing().events().forEach(events::publish);
      } finally {
        took = time.nanoTime() - begun;
      }
    } catch (StoreException | RuntimeException | Error e) {
      failures.record("looking at the device for peers of other programs failed", e);
    } finally {
      ended(patience, took);
    }
  }

  /** What it lacks proves nothing: only a sweep's listing counts as a witness that a peer left. */
  private DeviceListing listing() throws StoreException {
    return DeviceListing.of(
        store,
        hotSet,
        0,
        (comparison, result) -> comparison.finish(ListingResult.of(result.peers(), false)));
  }

  /** Whatever fails in it, the next one may begin, and those who wait are answered. */
  private void ended(Scheduler.Cancellable patience, long took) {
    try {
      synchronized (lock) {
        looking = false;
        slow = false;
        pausedUntil = time.nanoTime() + Math.max(LEAST_PAUSE.toNanos(), took * PAUSE_FACTOR);
      }
      patience.cancel();
    } catch (RuntimeException | Error e) {
      failures.record("the end of a look at the device could not be noted", e);
    } finally {
      answerAll();
    }
  }

  /** Answers those who wait by what is known now. */
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
      failures.record("an answer from a look at the device could not be taken", e);
    }
  }

  /** Answers those who wait, and looks at nothing any more. Closing again does nothing. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    answerAll();
  }
}
