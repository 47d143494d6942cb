package io.jitpeers.http.internal;

import io.jitpeers.http.ChangeStreamOptions;
import io.jitpeers.http.ChangeStreamStatistics;
import io.jitpeers.http.ChangeStreamStatistics.State;
import io.jitpeers.spi.ChangeListener;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * The watches of one HTTP source. Each watch follows the stream of changes for one listener.
 * Thread-safe.
 */
public final class ChangeWatches implements AutoCloseable {
  private final LookupEngine engine;
  private final ChangeStreamOptions options;
  private final RandomGenerator random;
  private final ChangeCounters counters;
  private final Set<ChangeWatch> watches = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Creates an empty set of watches.
   *
   * @param engine provides the client, requests, clocks and scheduler; must be closed after this
   *     object
   */
  public ChangeWatches(LookupEngine engine, ChangeStreamOptions options, RandomGenerator random) {
    this.engine = engine;
    this.counters = new ChangeCounters(engine.time());
    this.options = options;
    this.random = random;
  }

  /** Notifies a listener of changes until the returned handle is closed. */
  public AutoCloseable watch(ChangeListener listener) {
    if (!options.enabled() || closed) {
      return () -> {};
    }
    Hints hints = new Hints(engine.pastCaches().before(listener), counters, engine.time());
    ChangeWatch watch = new ChangeWatch(engine, counters, options, random, hints, this::ended);
    watches.add(watch);
    // Checked after the watch was added: either close finds the watch in the set, or this check
    // finds the set closed.
    if (closed) {
      watch.close();
    } else {
      watch.begin();
    }
    return watch;
  }

  private void ended(ChangeWatch watch) {
    watches.remove(watch);
    if (watches.isEmpty()) {
      counters.state = State.IDLE;
    }
  }

  /** Returns the counters. */
  public ChangeStreamStatistics statistics() {
    return counters.snapshot();
  }

  /** Ends all watches. */
  @Override
  public void close() {
    closed = true;
    List.copyOf(watches).forEach(ChangeWatch::close);
  }
}
