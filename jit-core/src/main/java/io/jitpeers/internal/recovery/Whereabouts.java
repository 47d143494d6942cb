package io.jitpeers.internal.recovery;

import io.jitpeers.internal.replay.BoundedAnswers;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Finds the client that sends from an endpoint. Asks the fleet's directory, if there is one,
 * because the directory knows the newest location. If there is no directory or it does not find the
 * client, uses this gateway's own memory. Thread-safe; no method blocks.
 */
public final class Whereabouts {
  /** The maximum number of unanswered questions to the directory. */
  private static final int MOST_OPEN = 256;

  private final KnownEndpoints known;
  private final @Nullable FleetDirectory directory;
  private final Consumer<PeerLocation> elsewhere;
  private final BoundedAnswers bounded;
  private final AtomicInteger open = new AtomicInteger();
  private final FailureLog failures;

  /**
   * Creates an instance.
   *
   * @param directory the fleet's directory; null to use only this gateway's own memory
   * @param elsewhere receives the location of each client that was found in the directory
   * @param wait how long to wait for the directory
   */
  public Whereabouts(
      KnownEndpoints known,
      @Nullable FleetDirectory directory,
      Consumer<PeerLocation> elsewhere,
      Duration wait,
      TimeSource time,
      Scheduler scheduler) {
    this.known = known;
    this.directory = directory;
    this.elsewhere = elsewhere;
    this.bounded = new BoundedAnswers(wait, time, scheduler);
    this.failures = new FailureLog(LoggerFactory.getLogger(Whereabouts.class), time);
  }

  /**
   * Returns the client that this gateway last saw at an endpoint; null if it remembers no client
   * there.
   */
  @Nullable PublicKey knownAt(Endpoint endpoint) {
    return known.at(endpoint);
  }

  /**
   * Finds the client at an endpoint. The future completes with the client's key, or with an empty
   * result if no client is known there. The future never fails.
   */
  CompletableFuture<Optional<PublicKey>> find(Endpoint endpoint) {
    Optional<PublicKey> own = Optional.ofNullable(known.at(endpoint));
    FleetDirectory shared = directory;
    if (shared == null || !bounded.mayAsk()) {
      return CompletableFuture.completedFuture(own);
    }
    if (open.incrementAndGet() > MOST_OPEN) {
      open.decrementAndGet();
      return CompletableFuture.completedFuture(own);
    }
    return bounded
        .ask(() -> shared.locateEndpoint(endpoint.toAddress()))
        .whenComplete((location, failure) -> open.decrementAndGet())
        .thenApply(location -> located(location, own))
        .exceptionally(failure -> unanswered(failure, own));
  }

  private Optional<PublicKey> located(Optional<PeerLocation> found, Optional<PublicKey> own) {
    found.ifPresent(elsewhere);
    return found.map(PeerLocation::key).or(() -> own);
  }

  private Optional<PublicKey> unanswered(Throwable failure, Optional<PublicKey> own) {
    failures.warn("the fleet's directory did not say who sends data without a session", failure);
    return own;
  }

  /** Removes a client from this gateway's own memory. Does not change the directory. */
  void forget(PublicKey key) {
    known.forget(key);
  }
}
