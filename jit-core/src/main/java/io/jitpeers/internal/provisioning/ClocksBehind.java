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
 * Handles initiations whose timestamp is older than the newest timestamp of their key. Counts all
 * these initiations. If the control plane once knew the key, also publishes an event, and asks the
 * control plane whether to accept the older timestamps. Publishes and asks at most once a minute
 * per key, and only for a limited number of keys per minute. The number of initiations that wait
 * for the control plane's answers is also limited. Thread-safe; no method blocks.
 */
final class ClocksBehind {
  /**
   * The maximum number of clients that are reported per minute. After a power failure in a town,
   * about this many clients return at the same time.
   */
  private static final int MOST_A_MINUTE = 10_000;

  /**
   * The maximum number of initiations that wait for the control plane's answer. Each waiting
   * initiation keeps a packet in memory.
   */
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
   * Handles an initiation that was refused because its timestamp is older than the newest timestamp
   * of its key.
   *
   * @return a future that completes with whether the key's timestamps were reset. If true, the
   *     caller judges the initiation again; if false, the initiation stays refused. The future
   *     never completes exceptionally
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
              // The failure was logged where it occurred; the client tries again.
              waiting.decrementAndGet();
              return failure == null && begun;
            });
  }

  /**
   * Asks the control plane about a key. Returns a failed future instead of throwing, because the
   * caller's completion handler must always run: it stops counting the initiation as waiting.
   */
  private CompletableFuture<PeerLookup> lookup(PublicKey key) {
    try {
      return lookups.lookup(Asking.of(key, null, Lane.BACKGROUND).pastCaches());
    } catch (RuntimeException | Error e) {
      failures.record(
          "the control plane could not be asked about a client whose clock fell back", e);
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
                    : resets.forget(key, "the control plane marks its clock as unreliable"));
  }

  /**
   * Returns the number of initiations whose timestamp was older than the newest timestamp of their
   * key, including the initiations of unknown keys.
   */
  long count() {
    return behind.sum();
  }
}
