package io.jitpeers.internal.watch;

import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a config source on separate threads, so that no caller waits for it. If the source promises
 * to return at once, it is called on the caller's thread, unless that is the scheduler's thread. A
 * source that breaks the promise repeatedly, or whose call hangs, is called on separate threads
 * from then on. Only lookups and closing go through this class; other methods must be called on the
 * source itself. Thread-safe.
 */
public final class ConfigSourceCalls implements PeerConfigSource {
  private static final Logger log = LoggerFactory.getLogger(ConfigSourceCalls.class);

  /**
   * The number of consecutive slow calls after which the source counts as breaking its promise to
   * return at once. A single slow call may be due to a pause of the whole process or to code that
   * is not compiled yet.
   */
  private static final int BROKEN_PROMISES = 10;

  /**
   * The maximum number of concurrent calls, as a multiple of the maximum number of lookups in
   * flight. It is more than 1 because the calls of cancelled lookups may not have returned yet when
   * new calls begin.
   */
  private static final int CALLS_PER_PLACE = 2;

  private final PeerConfigSource source;
  private final CallWatch watch;
  private final Party here;
  private final Party elsewhere;
  private final LookupThreads threads;
  private final PeerConfigSource onThreads;
  private final AtomicInteger slowCalls = new AtomicInteger();
  private final boolean mayMove;
  private volatile boolean trusted;

  private ConfigSourceCalls(
      PeerConfigSource source, CallWatch watch, int most, boolean trusted, boolean mayMove) {
    this.source = source;
    this.watch = watch;
    String name = "the config source " + source.getClass().getName();
    this.here = watch.party(name, "initiations that are to be opened wait for it", this::hangs);
    this.elsewhere = watch.patientParty(name, "its client waits for it");
    this.threads = new LookupThreads(most);
    this.onThreads = PeerConfigSource.calledOn(query -> call(elsewhere, query), threads);
    this.trusted = trusted;
    this.mayMove = mayMove;
  }

  /**
   * Creates an instance that calls the source on separate threads, unless the source promises to
   * return at once.
   *
   * @param places the maximum number of lookups in flight
   */
  public static ConfigSourceCalls of(PeerConfigSource source, CallWatch watch, int places) {
    int most = (int) Math.min(Integer.MAX_VALUE, (long) CALLS_PER_PLACE * places);
    return new ConfigSourceCalls(source, watch, most, source.returnsAtOnce(), true);
  }

  /** Creates an instance that always calls the source on the caller's thread. For tests. */
  public static ConfigSourceCalls onCaller(PeerConfigSource source, CallWatch watch) {
    return new ConfigSourceCalls(source, watch, 1, true, false);
  }

  @Override
  public CompletionStage<PeerLookup> lookup(PeerQuery query) {
    return trusted && !isReserved() ? call(here, query) : onThreads.lookup(query);
  }

  /**
   * Returns whether the current thread is the scheduler's thread. The scheduler's thread has
   * deadlines to keep and cannot be replaced, so the source is not called on it.
   */
  private boolean isReserved() {
    return mayMove && Thread.currentThread() == watch.stages().schedulerThread();
  }

  private CompletionStage<PeerLookup> call(Party party, PeerQuery query) {
    Party.Call call = party.begin("start a lookup");
    try {
      return source.lookup(query);
    } finally {
      ended(call.end());
    }
  }

  private void ended(boolean slow) {
    if (!slow) {
      if (slowCalls.get() != 0) {
        slowCalls.set(0);
      }
    } else if (slowCalls.incrementAndGet() == BROKEN_PROMISES) {
      move("did not, " + BROKEN_PROMISES + " times in a row");
    }
  }

  private void hangs() {
    move("has not returned from a call");
  }

  /** Moves the calls to separate threads. Synchronized, so that the move is logged once. */
  private synchronized void move(String why) {
    if (mayMove && trusted) {
      trusted = false;
      log.warn(
          "{} promises to return at once but {}; from now on it is called on separate threads",
          here.name(),
          why);
    }
  }

  /** Closes the threads and the source. */
  @Override
  public void close() {
    threads.close();
    source.close();
  }
}
