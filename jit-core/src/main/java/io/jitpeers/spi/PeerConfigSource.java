package io.jitpeers.spi;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Answers what the control plane wants a peer to be.
 *
 * <p>Thread-safe. The orchestrator asks once at a time for a key, bounds how many lookups are in
 * flight, remembers answers by their freshness and asks conditionally by their validators, and
 * gives up after the query's timeout by cancelling the stage's {@link
 * CompletionStage#toCompletableFuture future}; a source should then stop its work. A source
 * remembers no answers itself.
 */
@FunctionalInterface
public interface PeerConfigSource extends AutoCloseable {

  /**
   * Asks for one peer. Returns at once, without blocking.
   *
   * @param query whom, and within which time
   * @return a stage that completes with the answer, or exceptionally with a {@link
   *     LookupException}; any other exception counts as {@link LookupException.Reason#UNAVAILABLE}
   */
  CompletionStage<PeerLookup> lookup(PeerQuery query);

  /**
   * Subscribes to changes, where the control plane announces them. Called once, when the
   * orchestrator starts: what is remembered of a key that changed is forgotten, and its peer is
   * asked about again at once if it is on the device. A source that cannot watch, which is the
   * default, does nothing, and neither does one that is closed.
   *
   * @param listener is told from now on, on any thread; nothing after what is returned was closed
   * @return ends it; closing it again does nothing
   */
  default AutoCloseable watch(ChangeListener listener) {
    return () -> {};
  }

  /**
   * Has the JVM load and compile what a lookup needs, by work on made-up data: the first client
   * does not wait for it then. Asks the control plane nothing, counts nothing and logs nothing.
   * Called when an orchestrator starts, on a thread of its own, for the first source of a class in
   * a process. A source that has nothing to prepare does nothing, which is the default.
   *
   * @param limit how long it may take; the thread is interrupted when the time is up, and the start
   *     goes on without waiting any longer
   */
  default void warmUp(Duration limit) {}

  /** Releases what the source holds. Lookups in flight fail. Closing again does nothing. */
  @Override
  default void close() {}
}
