package io.jitpeers.http.internal;

import io.jitpeers.http.internal.AttemptResult.Failed;
import io.jitpeers.http.internal.AttemptResult.Kind;
import io.jitpeers.http.internal.Places.End;
import io.jitpeers.http.internal.Places.Place;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.time.Scheduler.Cancellable;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt of a lookup: a request, and further requests if the first one receives nothing for
 * the time that {@link LookupEngine#share} returns. The answer that arrives first counts. An
 * attempt holds one {@link Fuse.Permission} of the circuit breaker and one {@link Places place}
 * among the concurrent requests. It gives the permission and the place back exactly once, however
 * the attempt ends. If a permission were lost, a half-open breaker would wait forever for the
 * result of a request. Thread-safe.
 */
final class Attempt {
  private static final Logger log = LoggerFactory.getLogger(Attempt.class);

  /** The maximum number of requests of one attempt, including the first one. */
  private static final int MOST_LEGS = 4;

  private static final Duration WAIT = Duration.ofMillis(20);

  private final LookupEngine engine;
  private final PeerQuery query;
  private final Optional<String> authorization;
  private final Fuse.Permission permission;
  private final Place place;
  private final boolean mayAskTwice;
  private final Consumer<AttemptResult> whenDone;
  private final AtomicBoolean done = new AtomicBoolean();
  private final List<Leg> legs = new ArrayList<>();
  private int running;
  private boolean holdsSecond;
  private @Nullable Cancellable timer;
  private volatile @Nullable URI asked;

  /**
   * Creates an attempt. The caller has already acquired the circuit breaker's permission and a
   * place among the concurrent requests.
   *
   * @param mayAskTwice whether a second request may be sent if the first one receives nothing
   * @param whenDone receives the result once, unless the attempt is cancelled or times out before
   */
  Attempt(
      LookupEngine engine,
      PeerQuery query,
      Optional<String> authorization,
      Fuse.Permission permission,
      Place place,
      boolean mayAskTwice,
      Consumer<AttemptResult> whenDone) {
    this.engine = engine;
    this.query = query;
    this.authorization = authorization;
    this.permission = permission;
    this.place = place;
    this.mayAskTwice = mayAskTwice;
    this.whenDone = whenDone;
  }

  void start(URI uri) {
    asked = uri;
    if (mayAskTwice) {
      checkLater(uri, engine.share());
    }
    startLeg(uri);
  }

  private void startLeg(URI uri) {
    Leg leg = new Leg(engine, query, authorization, this::legEnded);
    boolean late;
    boolean again;
    synchronized (this) {
      late = done.get();
      again = !legs.isEmpty();
      if (!late) {
        legs.add(leg);
        running++;
      }
    }
    if (late) {
      leg.stop();
      return;
    }
    if (again) {
      // Counted before the request is sent, because its answer may end the lookup at once.
      engine.counters().secondRequests.increment();
    }
    leg.start(uri);
  }

  /**
   * Stops the attempt because the answer is no longer wanted. The circuit breaker records nothing.
   */
  void cancel() {
    if (done.compareAndSet(false, true)) {
      permission.release();
      settle(End.OTHER);
    }
  }

  /**
   * Times the attempt out if its first request was sent at least {@link LookupEngine#share} ago.
   * This share is half of the deadline, or half of the callers' timeout if that is shorter. If the
   * attempt times out, the circuit breaker counts the missing answer as a failure. Returns whether
   * the attempt timed out.
   */
  boolean timeOutIfDue() {
    Leg first = firstLeg();
    boolean due = !done.get() && first != null && first.ageNanos() >= engine.share().toNanos();
    if (due) {
      timeOut();
    }
    return due;
  }

  /**
   * Stops the attempt because the time for its answer is over. If the attempt's first request was
   * sent at least {@link LookupEngine#share} ago, the circuit breaker records a failure. This share
   * is half of the deadline, or half of the callers' timeout if that is shorter. If the attempt's
   * connections have received nothing, the failure counts for the whole control plane. If they have
   * received something, the failure counts only for the attempt's key.
   */
  void timeOut() {
    if (!done.compareAndSet(false, true)) {
      return;
    }
    long share = engine.share().toNanos();
    Leg first = firstLeg();
    if (first == null || first.ageNanos() < share) {
      permission.release();
    } else {
      Leg last = lastLeg();
      Kind kind = isAllSilent(first, last, share) ? Kind.UNREACHABLE : Kind.KEY;
      permission.record(
          Failed.passing(kind, "no complete answer by the deadline", Duration.ZERO, null));
      giveUpIfSilent(last, share);
    }
    settle(End.OTHER);
  }

  /**
   * Returns whether the HTTP clients of the first and of the last request are both silent. The
   * first request's client is silent if it has received nothing for at least {@code share} ns. The
   * last request's client is silent if it has received nothing since the last request began.
   */
  private static boolean isAllSilent(Leg first, Leg last, long share) {
    return first.client().silentNanos() >= share && last.client().silentNanos() >= last.ageNanos();
  }

  private static void giveUpIfSilent(Leg leg, long share) {
    if (leg.ageNanos() >= share && leg.client().silentNanos() >= share) {
      leg.client().giveUp();
    }
  }

  private synchronized @Nullable Leg firstLeg() {
    return legs.isEmpty() ? null : legs.get(0);
  }

  private synchronized Leg lastLeg() {
    return legs.get(legs.size() - 1);
  }

  private void checkLater(URI uri, Duration delay) {
    later(() -> checkSilence(uri), delay);
  }

  private void later(Runnable task, Duration delay) {
    try {
      adopt(engine.schedule(() -> engine.execute(task), delay));
    } catch (RuntimeException | Error e) {
      log.warn(
          "no further request could be scheduled; an answer or the deadline ends the lookup", e);
    }
  }

  private void adopt(Cancellable next) {
    synchronized (this) {
      timer = next;
    }
    if (done.get()) {
      next.cancel();
    }
  }

  /**
   * Sends a second request if the first request has received nothing for at least {@link
   * LookupEngine#share} and one of two conditions holds. The first condition is that the first
   * request's HTTP client has received nothing for that time on any connection; the client is then
   * replaced. The second condition is that the client uses HTTP/1.1 and a permit for a second
   * request is left. If no second request is sent, the check is repeated later. Runs on a worker,
   * because creating an HTTP client includes waiting until the client's thread has started.
   */
  private void checkSilence(URI uri) {
    Leg first = firstLeg();
    if (done.get() || first == null) {
      return;
    }
    long share = engine.share().toNanos();
    ClientHandle client = first.client();
    long left = share - first.silentNanos();
    long clientLeft = share - client.silentNanos();
    if (left > 0) {
      checkLater(uri, Duration.ofNanos(left));
    } else if (clientLeft <= 0) {
      engine.clients().replace(client);
      startLeg(uri);
    } else if (client.speaksHttp1() && takeSecond()) {
      startLeg(uri);
    } else {
      // The connection works: other lookups have received answers over it recently.
      checkLater(uri, Duration.ofNanos(clientLeft));
    }
  }

  /**
   * Handles the failure of a request while another request of the attempt is still under way. The
   * lookup does not fail yet, because the other request may be answered. Sends one more request
   * after a short wait if three conditions hold: the failed request was the last one sent, this
   * HTTP source itself did not cause the failure, and fewer than {@link #MOST_LEGS} requests were
   * sent.
   */
  private void askOnceMore(Leg failed, AttemptResult result) {
    URI uri = asked;
    int begun;
    synchronized (this) {
      begun = legs.size();
    }
    boolean mayHelp = result instanceof Failed why && !why.isOurs();
    if (uri != null && mayHelp && failed == lastLeg() && begun < MOST_LEGS) {
      later(() -> startLeg(uri), WAIT.multipliedBy(begun));
    }
  }

  /**
   * Takes a permit for the attempt's second request. Returns false if no permit is left or the
   * attempt has ended. All attempts share a limited number of permits, so that a control plane that
   * is slow for all lookups does not receive each request twice.
   */
  private boolean takeSecond() {
    if (!engine.seconds().tryAcquire()) {
      return false;
    }
    synchronized (this) {
      if (!done.get()) {
        holdsSecond = true;
        return true;
      }
    }
    engine.seconds().release();
    return false;
  }

  private void legEnded(Leg leg, AttemptResult result, boolean answered) {
    boolean wait;
    synchronized (this) {
      running--;
      wait = !answered && running > 0;
    }
    if (wait) {
      // Another request is still under way and may be answered. In addition, one more request may
      // be sent.
      askOnceMore(leg, result);
      return;
    }
    if (done.compareAndSet(false, true)) {
      permission.record(result);
      settle(end(result));
      whenDone.accept(result);
    }
  }

  private static End end(AttemptResult result) {
    if (result instanceof Failed failed) {
      return IoFailures.isFull(failed) ? End.REFUSED : End.OTHER;
    }
    return End.ANSWERED;
  }

  /**
   * Stops all requests of the attempt. Gives back the attempt's place among the concurrent
   * requests. If {@link #takeSecond} has taken a permit for the attempt, gives back the permit too.
   */
  private void settle(End end) {
    List<Leg> all;
    boolean second;
    synchronized (this) {
      all = List.copyOf(legs);
      second = holdsSecond;
      holdsSecond = false;
      if (timer != null) {
        timer.cancel();
      }
    }
    all.forEach(Leg::stop);
    if (second) {
      engine.seconds().release();
    }
    place.leave(end);
  }
}
