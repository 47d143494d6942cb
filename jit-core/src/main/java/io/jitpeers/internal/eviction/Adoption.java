package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.EvictionOptions;
import io.jitpeers.internal.Causes;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.ResidentPeer;
import io.jitpeers.spi.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the control plane about peers that were found on the device, after their grace and a few in
 * each sweep, one lookup at a time. A peer that it knows is adopted. One that it does not know, or
 * answers wrongly about, is asked about again after 10 minutes, and then after twice as long each
 * time, up to a day. A control plane that does not answer ends the round: the rest waits for the
 * next sweep. Thread-safe.
 */
final class Adoption {
  private static final Logger log = LoggerFactory.getLogger(Adoption.class);
  private static final Duration FIRST_RETRY = Duration.ofMinutes(10);
  private static final Duration LAST_RETRY = Duration.ofDays(1);

  private record Refusal(long retryAt, Duration pause) {}

  private final HotSet hotSet;
  private final EvictionOptions options;
  private final Function<PublicKey, CompletableFuture<PeerLookup>> lookups;
  private final TimeSource time;
  private final Executor executor;
  private final Map<PublicKey, Refusal> refusals = new HashMap<>();
  private final Queue<PublicKey> round = new ArrayDeque<>();
  private boolean running;
  private long adopted;
  private long failedLookups;

  Adoption(
      HotSet hotSet,
      EvictionOptions options,
      Function<PublicKey, CompletableFuture<PeerLookup>> lookups,
      TimeSource time,
      Executor executor) {
    this.hotSet = hotSet;
    this.options = options;
    this.lookups = lookups;
    this.time = time;
    this.executor = executor;
  }

  synchronized long adopted() {
    return adopted;
  }

  synchronized long failedLookups() {
    return failedLookups;
  }

  /** Begins a round, unless the one before is still under way. Returns soon. */
  void begin() {
    if (!options.adoptFound()) {
      return;
    }
    List<ResidentPeer> found = hotSet.foreign();
    synchronized (this) {
      if (running) {
        return;
      }
      Set<PublicKey> keys = found.stream().map(ResidentPeer::key).collect(Collectors.toSet());
      refusals.keySet().retainAll(keys);
      found.stream()
          .filter(peer -> peer.sinceInstalled().compareTo(options.adoptionGrace()) >= 0)
          .filter(peer -> isDue(peer.key()))
          .sorted(Comparator.comparing(ResidentPeer::sinceInstalled).reversed())
          .limit(options.adoptionLookupsPerSweep())
          .forEach(peer -> round.add(peer.key()));
      running = true;
    }
    askOnTheExecutor();
  }

  private boolean isDue(PublicKey key) {
    Refusal refusal = refusals.get(key);
    return refusal == null || time.nanoTime() - refusal.retryAt() >= 0;
  }

  private void askOnTheExecutor() {
    try {
      executor.execute(this::ask);
    } catch (RejectedExecutionException e) {
      log.debug("the adoption of found peers ends: the executor was closed", e);
      dropRound();
      synchronized (this) {
        running = false;
      }
    }
  }

  /** Asks about one after the other; a loop, since answers may be there at once. */
  private void ask() {
    for (PublicKey key = next(); key != null; key = next()) {
      PublicKey asked = key;
      CompletableFuture<PeerLookup> answer = lookups.apply(asked);
      CompletableFuture<Void> settled =
          answer.handle(
              (lookup, failure) -> {
                settle(asked, lookup, failure);
                return null;
              });
      if (!settled.isDone()) {
        continueAfter(settled);
        return;
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What it depends on never fails.
  private void continueAfter(CompletableFuture<Void> settled) {
    settled.thenRun(this::askOnTheExecutor);
  }

  private synchronized @Nullable PublicKey next() {
    PublicKey key = round.poll();
    running = key != null;
    return key;
  }

  private void settle(PublicKey key, @Nullable PeerLookup answer, @Nullable Throwable failure) {
    if (answer instanceof PeerLookup.Found found) {
      if (found.config().publicKey().equals(key)) {
        hotSet.adopted(found.config());
        adopt(key);
      } else {
        fail(key, new LookupException(LookupException.Reason.REJECTED, "config of another key"));
      }
    } else if (failure != null) {
      fail(key, Causes.cause(failure));
    } else {
      refuse(key);
    }
  }

  private synchronized void adopt(PublicKey key) {
    refusals.remove(key);
    adopted++;
  }

  private synchronized void refuse(PublicKey key) {
    Refusal before = refusals.get(key);
    Duration pause = before == null ? FIRST_RETRY : before.pause().multipliedBy(2);
    pause = pause.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : pause;
    refusals.put(key, new Refusal(time.nanoTime() + pause.toNanos(), pause));
  }

  private void fail(PublicKey key, Throwable failure) {
    log.warn(
        "the lookup of the found peer {} got no usable answer; it stays foreign", key, failure);
    boolean answered =
        failure instanceof LookupException lookup
            && lookup.reason() == LookupException.Reason.REJECTED;
    synchronized (this) {
      failedLookups++;
    }
    if (answered) {
      refuse(key);
    } else {
      dropRound();
    }
  }

  private synchronized void dropRound() {
    round.clear();
  }
}
