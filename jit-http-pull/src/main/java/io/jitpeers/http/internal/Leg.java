package io.jitpeers.http.internal;

import io.jitpeers.http.internal.AttemptResult.Failed;
import io.jitpeers.http.internal.AttemptResult.Kind;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerQuery;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request and its follow-up requests over one HTTP client. A follow-up request follows a
 * redirect, or repeats a request once over HTTP/1.1 because the server may not understand the
 * upgrade to HTTP/2. Thread-safe.
 */
final class Leg {
  private static final Logger log = LoggerFactory.getLogger(Leg.class);

  /** Receives the result of a leg. */
  interface Owner {
    /**
     * Called when the leg ended.
     *
     * @param answered whether the control plane gave any answer at all
     */
    void ended(Leg leg, AttemptResult result, boolean answered);
  }

  private final LookupEngine engine;
  private final Counters counters;
  private final PeerQuery query;
  private final Optional<String> authorization;
  private final Owner owner;
  private final ClientHandle client;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable Exchange exchange;
  private final long beganAt;
  private final Optional<String> newerThan;
  private volatile long heardAt;
  private volatile boolean heard;

  /** Creates a leg on the current HTTP client, and keeps this client open until the leg ends. */
  Leg(LookupEngine engine, PeerQuery query, Optional<String> authorization, Owner owner) {
    this.engine = engine;
    this.counters = engine.counters();
    this.query = query;
    this.authorization = authorization;
    this.owner = owner;
    this.client = engine.clients().acquire();
    this.beganAt = engine.time().nanoTime();
    this.newerThan = query.uncached() ? Optional.of("") : engine.pastCaches().position(query.key());
    this.heardAt = beganAt;
  }

  ClientHandle client() {
    return client;
  }

  /**
   * Returns how long ago something last arrived for this leg, in nanoseconds. Returns the age of
   * the leg if nothing has arrived yet.
   */
  long silentNanos() {
    return engine.time().nanoTime() - heardAt;
  }

  /** Returns how long ago the leg began, in nanoseconds. */
  long ageNanos() {
    return engine.time().nanoTime() - beganAt;
  }

  void start(URI uri) {
    send(uri, 0, engine.upgrades().areRefused(), 0);
  }

  /** Ends the leg without notifying the owner. */
  void stop() {
    boolean first = over.compareAndSet(false, true);
    Exchange current = exchange;
    if (current != null) {
      current.cancel();
    }
    if (first) {
      engine.clients().release(client);
    }
  }

  private void heard() {
    heard = true;
    heardAt = engine.time().nanoTime();
  }

  /**
   * Sends a request.
   *
   * @param upgradeStatus for a request that repeats an earlier request without the upgrade to
   *     HTTP/2: the status of the answer to the earlier request, or {@link Upgrades#BROKEN} if the
   *     earlier request got no answer. For every other request: 0
   */
  private void send(URI uri, int redirectsSoFar, boolean http1, int upgradeStatus) {
    if (over.get()) {
      return;
    }
    try {
      HttpRequest request =
          engine
              .requests()
              .get(uri, query.validator(), authorization, newerThan, query.traceContext(), http1);
      counters.requests.increment();
      Exchange next = client.send(request, engine.reader(), this::heard);
      exchange = next;
      if (over.get()) {
        next.cancel();
      }
      // The handler catches its own exceptions, so the returned stage is not needed.
      var unused =
          next.answer()
              .whenCompleteAsync(
                  (response, failure) ->
                      received(uri, redirectsSoFar, upgradeStatus, response, failure),
                  client);
    } catch (RuntimeException e) {
      log.warn("a request to {} could not be sent", uri, e);
      end(Failed.ours("the request could not be sent", e), false);
    }
  }

  private void received(
      URI uri,
      int redirectsSoFar,
      int upgradeStatus,
      @Nullable Response response,
      @Nullable Throwable failure) {
    if (over.get()) {
      if (response != null) {
        response.body().wipe();
      }
      return;
    }
    try {
      if (response == null) {
        broken(uri, redirectsSoFar, upgradeStatus, failure);
      } else {
        counters.countStatus(response.statusCode(), query.validator().isPresent());
        judge(uri, redirectsSoFar, upgradeStatus, response);
      }
    } catch (LookupException e) {
      end(Failed.lasting(e), true);
    } catch (RuntimeException e) {
      log.error("an answer from {} could not be processed", uri, e);
      end(Failed.lasting(Reason.UNAVAILABLE, "the answer could not be processed", e), true);
    }
  }

  private void broken(URI uri, int redirectsSoFar, int upgradeStatus, @Nullable Throwable failure) {
    if (IoFailures.isClientDead(failure)) {
      client.giveUp();
    }
    Failed result = IoFailures.toResult(failure);
    if (result.kind() != Kind.PUSHED_BACK) {
      counters.ioErrors.increment();
    }
    if (result.kind() == Kind.KEY && upgradeStatus == 0 && !heard && engine.upgrades().mayBeWhy()) {
      send(uri, redirectsSoFar, true, Upgrades.BROKEN);
    } else {
      end(result, false);
    }
  }

  private void judge(URI uri, int redirectsSoFar, int upgradeStatus, Response response)
      throws LookupException {
    int status = response.statusCode();
    if (upgradeStatus != 0) {
      engine.upgrades().triedWithout(upgradeStatus, status);
    }
    if (Redirects.isRedirect(status)) {
      URI target = engine.reader().redirectTarget(response, redirectsSoFar);
      counters.redirects.increment();
      send(target, redirectsSoFar + 1, engine.upgrades().areRefused(), 0);
    } else if (upgradeStatus == 0 && engine.upgrades().mayBeWhy(response)) {
      response.body().wipe();
      send(uri, redirectsSoFar, true, status);
    } else {
      AttemptResult result = engine.reader().read(query, response, Duration.ofNanos(ageNanos()));
      if (newerThan.isPresent() && result instanceof AttemptResult.Answered) {
        engine.pastCaches().answered(query.key(), beganAt);
      }
      end(result, true);
    }
  }

  private void end(AttemptResult result, boolean answered) {
    if (over.compareAndSet(false, true)) {
      engine.clients().release(client);
      owner.ended(this, result, answered);
    }
  }
}
