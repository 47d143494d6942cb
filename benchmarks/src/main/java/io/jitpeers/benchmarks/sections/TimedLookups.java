package io.jitpeers.benchmarks.sections;

import io.jitpeers.http.HttpPeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.wireguard.PublicKey;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Looks up peers, a limited number at a time, and records how long each lookup took. */
final class TimedLookups {
  private static final long PATIENCE_SECONDS = 60;

  private final HttpPeerConfigSource source;
  private final long[] nanos;
  private final int atOnce;
  private final Semaphore places;
  private final AtomicInteger found = new AtomicInteger();

  /**
   * Creates an instance for a fixed number of lookups.
   *
   * @param atOnce the maximum number of concurrent lookups
   */
  TimedLookups(HttpPeerConfigSource source, int count, int atOnce) {
    this.source = source;
    this.nanos = new long[count];
    this.atOnce = atOnce;
    this.places = new Semaphore(atOnce);
  }

  /** Waits until fewer lookups than permitted are under way. Then {@link #begin} may be called. */
  void awaitPlace() throws InterruptedException {
    places.acquire();
  }

  /**
   * Begins a lookup.
   *
   * @param since the moment, in nanoseconds, from which its duration counts
   */
  void begin(PublicKey key, int number, long since) {
    var unused =
        source
            .lookup(PeerQuery.of(key))
            .whenComplete(
                (answer, failure) -> {
                  nanos[number] = System.nanoTime() - since;
                  found.addAndGet(answer instanceof PeerLookup.Found ? 1 : 0);
                  places.release();
                });
  }

  /**
   * Waits for the lookups under way and returns how long each lookup took.
   *
   * @throws IllegalStateException if lookups do not end, or a peer was not found
   */
  long[] await() throws InterruptedException {
    if (!places.tryAcquire(atOnce, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("lookups did not end");
    }
    if (found.get() != nanos.length) {
      throw new IllegalStateException("of " + nanos.length + " only " + found + " were found");
    }
    return nanos;
  }
}
