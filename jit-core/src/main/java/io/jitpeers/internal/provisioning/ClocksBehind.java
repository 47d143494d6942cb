package io.jitpeers.internal.provisioning;

import io.jitpeers.event.JitEvent;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.lookup.Asking;
import io.jitpeers.internal.lookup.Lane;
import io.jitpeers.internal.lookup.Lookups;
import io.jitpeers.options.ReplayPolicy;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.LoggerFactory;

/**
 * Initiations that are older than the newest one of their key: counts them, and for keys that the
 * control plane knows tells of them and asks it what is to be done, at most once a minute for each
 * key. Thread-safe; nothing blocks.
 */
final class ClocksBehind {
  /** Clients told of in a minute: as many as a power failure in a town brings back at once. */
  private static final int MOST_A_MINUTE = 10_000;

  /** Initiations that wait for an answer, with their packets. */
  private static final int MOST_WAITING = 256;

  private final ReplayPolicy policy;
  private final TimestampResets resets;
  private final Lookups lookups;
  private final Events events;
  private final TimeSource time;
  private final FailureLog failures;
  private final ClockThrottle throttle = new ClockThrottle(MOST_A_MINUTE);
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder behind = new LongAdder();

  ClocksBehind(
      ReplayPolicy policy,
      TimestampResets resets,
      Lookups lookups,
      Events events,
      TimeSource time) {
    this.policy = policy;
    this.resets = resets;
    this.lookups = lookups;
    this.events = events;
    this.time = time;
    this.failures = new FailureLog(LoggerFactory.getLogger(ClocksBehind.class), time);
  }

  /**
   * Takes an initiation that was refused.
   *
   * @return completes with whether the key's timestamps start anew because of it, so that it may be
   *     judged once more; never exceptionally
   */
  CompletableFuture<Boolean> refused(PublicKey key, Tai64n timestamp, ReplayVerdict.Behind by) {
    behind.increment();
    if (!by.known() || !throttle.admit(key, time.nanoTime())) {
      return CompletableFuture.completedFuture(false);
    }
    events.publish(new JitEvent.PeerClockBehind(key, by.newest(), timestamp));
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return CompletableFuture.completedFuture(false);
    }
    return lookup(key)
        .thenCompose(answer -> decide(key, answer))
        .handle(
            (begun, failure) -> {
              // A failure was logged where it came from; the client comes again.
              waiting.decrementAndGet();
              return failure == null && begun;
            });
  }

  /** Whoever waits is counted until this ends, so it ends however it fails. */
  private CompletableFuture<PeerLookup> lookup(PublicKey key) {
    try {
      return lookups.lookup(Asking.of(key, null, Lane.BACKGROUND).pastCaches());
    } catch (RuntimeException | Error e) {
      failures.record("the control plane could not be asked about a clock that fell back", e);
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Boolean> decide(PublicKey key, PeerLookup answer) {
    if (!(answer instanceof PeerLookup.Found found)) {
      return CompletableFuture.completedFuture(false);
    }
    PeerConfig config = found.config();
    boolean mayFallBack =
        policy == ReplayPolicy.ALLOW_CLOCK_RESET
            && config.publicKey().equals(key)
            && config.clockUnreliable();
    return resets
        .seen(key, config)
        .thenCompose(
            begun ->
                begun || !mayFallBack
                    ? CompletableFuture.completedFuture(begun)
                    : resets.forget(key, "the control plane says that its clock is unreliable"));
  }

  /** Initiations that were older than the newest one of their key, strangers' included. */
  long count() {
    return behind.sum();
  }
}
