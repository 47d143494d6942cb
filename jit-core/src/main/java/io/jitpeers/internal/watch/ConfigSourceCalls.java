package io.jitpeers.internal.watch;

import io.jitpeers.spi.ChangeListener;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a config source where nobody waits for it to return: on threads of its own, unless it
 * promises to return at once and does. Thread-safe.
 */
public final class ConfigSourceCalls implements PeerConfigSource {
  private static final Logger log = LoggerFactory.getLogger(ConfigSourceCalls.class);

  /** In a row: a pause of the whole process, and code that is still cold, break no promise. */
  private static final int BROKEN_PROMISES = 10;

  /** Calls that were given up may not have returned yet when as many new ones begin. */
  private static final int CALLS_PER_PLACE = 2;

  private final PeerConfigSource source;
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
    String name = "the config source " + source.getClass().getName();
    this.here = watch.party(name, "clients whose initiations are to be opened wait for it");
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
    return trusted ? call(here, query) : onThreads.lookup(query);
  }

  private CompletionStage<PeerLookup> call(Party party, PeerQuery query) {
    Party.Call call = party.begin("take a lookup");
    try {
      return source.lookup(query);
    } finally {
      ended(party, call.end());
    }
  }

  private void ended(Party party, boolean slow) {
    if (!slow) {
      if (slowCalls.get() != 0) {
        slowCalls.set(0);
      }
    } else if (mayMove && trusted && slowCalls.incrementAndGet() == BROKEN_PROMISES) {
      trusted = false;
      log.warn(
          "{} says that it returns at once, and did not for {} times in a row: it is called on"
              + " threads of its own from now on",
          party.name(),
          BROKEN_PROMISES);
    }
  }

  @Override
  public boolean returnsAtOnce() {
    return true;
  }

  @Override
  public AutoCloseable watch(ChangeListener listener) {
    return source.watch(listener);
  }

  @Override
  public void warmUp(Duration limit) {
    source.warmUp(limit);
  }

  /** Closes the source too. */
  @Override
  public void close() {
    threads.close();
    source.close();
  }
}
