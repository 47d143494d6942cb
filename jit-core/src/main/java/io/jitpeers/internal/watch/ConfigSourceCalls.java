package io.jitpeers.internal.watch;

import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a config source where nobody waits for it to return: on threads of its own, unless it
 * promises to return at once and does. One that breaks the promise again and again, or once for so
 * long that its call hangs, is not believed any more. Only lookups are asked for here; whoever
 * wants something else asks the source itself. Thread-safe.
 */
public final class ConfigSourceCalls implements PeerConfigSource {
  private static final Logger log = LoggerFactory.getLogger(ConfigSourceCalls.class);

  /** In a row: a pause of the whole process, and code that is still cold, break no promise. */
  private static final int BROKEN_PROMISES = 10;

  /** Calls that were given up may not have returned yet when as many new ones begin. */
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
    this.here =
        watch.party(name, "clients whose initiations are to be opened wait for it", this::hangs);
    this.elsewhere = watch.patientParty(name, "its client waits for it");
    this.threads = new LookupThreads(most);
    this.onThreads = PeerConfigSource.calledOn(query -> call(elsewhere, query), threads);
    this.trusted = trusted;
    this.mayMove = mayMove;
  }

  /**
   * Calls a source on threads of its own unless it returns at once.
   *
   * @param places how many lookups are in flight at the most
   */
  public static ConfigSourceCalls of(PeerConfigSource source, CallWatch watch, int places) {
    int most = (int) Math.min(Integer.MAX_VALUE, (long) CALLS_PER_PLACE * places);
    return new ConfigSourceCalls(source, watch, most, source.returnsAtOnce(), true);
  }

  /** Calls a source on its caller's thread, whatever it promises, for tests that decide that. */
  public static ConfigSourceCalls onCaller(PeerConfigSource source, CallWatch watch) {
    return new ConfigSourceCalls(source, watch, 1, true, false);
  }

  @Override
  public CompletionStage<PeerLookup> lookup(PeerQuery query) {
    return trusted && !isReserved() ? call(here, query) : onThreads.lookup(query);
  }

  /** The scheduler's thread has deadlines to keep, and nobody could take its place. */
  private boolean isReserved() {
    return mayMove && Thread.currentThread() == watch.stages().schedulerThread();
  }

  private CompletionStage<PeerLookup> call(Party party, PeerQuery query) {
    Party.Call call = party.begin("take a lookup");
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
      move("did not for " + BROKEN_PROMISES + " times in a row");
    }
  }

  private void hangs() {
    move("has not come back from a call");
  }

  /** On one thread at a time, the promise is broken once. */
  private synchronized void move(String why) {
    if (mayMove && trusted) {
      trusted = false;
      log.warn(
          "{} says that it returns at once, and {}: it is called on threads of its own from now on",
          here.name(),
          why);
    }
  }

  /** Closes the source too. */
  @Override
  public void close() {
    threads.close();
    source.close();
  }
}
