package io.jitpeers.spi;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Answers what the control plane wants a peer to be.
 *
 * <p>Thread-safe. The orchestrator asks once at a time for a key, bounds how many lookups are in
 * flight, remembers answers by their freshness and asks conditionally by their validators, and
 * gives up after the query's timeout by cancelling the stage's {@link
 * CompletionStage#toCompletableFuture future}; a source should then stop its work. A source
 * remembers no answers itself, and leaves the preshared keys of those that it gave as they are: an
 * answer whose key it destroys is refused, or asked for anew if it was remembered.
 */
@FunctionalInterface
public interface PeerConfigSource extends AutoCloseable {

  /**
   * Asks for one peer.
   *
   * <p>A source that {@linkplain #returnsAtOnce returns at once} is called on an opener's thread,
   * where further initiations wait for it to return, or on that of an answer before; for a peer
   * that nobody waits for, also on a thread of the call's own. Any other is called on a thread that
   * is the call's own, which may wait for the answer: as many calls at once as lookups may be in
   * flight. That thread is interrupted when the lookup is given up.
   *
   * @param query whom, and within which time
   * @return a stage that completes with the answer, or exceptionally with a {@link
   *     LookupException}; any other exception counts as {@link LookupException.Reason#UNAVAILABLE}
   */
  CompletionStage<PeerLookup> lookup(PeerQuery query);

  /**
   * Returns whether {@link #lookup} never waits: neither for an answer, nor for a connection or a
   * lock that somebody holds who waits. Such a source is called without a change of thread. One
   * that says so and takes longer than {@code watchdog.slow-call} is named in a warning, and called
   * on threads of its own when that happens again and again, or once for longer than {@code
   * watchdog.patience}. Another thread then takes the place of the one that waits.
   *
   * @return the same answer for the source's life; false unless overridden
   */
  default boolean returnsAtOnce() {
    return false;
  }

  /**
   * Creates a source of a lookup that waits, such as one over JDBC, on threads of the caller's.
   * Without an executor of one's own this is not needed: a lookup of a source may wait, unless it
   * {@linkplain #returnsAtOnce promises} not to.
   *
   * @param lookup asks, and waits for the answer
   * @param executor runs the lookups; as many at once as it has threads, and one that it refuses
   *     fails as {@link LookupException.Reason#UNAVAILABLE}. Not closed with the source
   * @return the source; cancelling what it returns interrupts the thread that is at it
   */
  static PeerConfigSource blocking(BlockingLookup lookup, Executor executor) {
    Objects.requireNonNull(lookup, "lookup");
    return calledOn(
        query -> {
          try {
            return CompletableFuture.completedFuture(lookup.lookup(query));
          } catch (Exception e) {
            if (e instanceof InterruptedException) {
              Thread.currentThread().interrupt();
            }
            return CompletableFuture.failedFuture(e);
          }
        },
        executor);
  }

  /**
   * Creates a source that calls another one on an executor, so that whoever asks does not wait for
   * the call to return.
   *
   * @param source asked for everything; closed with the result
   * @param executor runs the calls; one that it refuses fails as {@link
   *     LookupException.Reason#UNAVAILABLE}. Not closed with the source. {@code Runnable::run} for
   *     a source that {@linkplain #returnsAtOnce returns at once}, such as a lambda over a map
   * @return the source; cancelling what it returns interrupts a call that has not returned
   */
  static PeerConfigSource calledOn(PeerConfigSource source, Executor executor) {
    return new CalledElsewhere(source, executor);
  }

  /**
   * Subscribes to changes, where the control plane announces them. Called once, when the
   * orchestrator starts: what is remembered of a key that changed is forgotten, and its peer is
   * asked about again at once if it is on the device. A source that cannot watch, which is the
   * default, does nothing, and neither does one that is closed.
   *
   * @param listener is told from now on, on any thread; it returns at once, so that a source may
   *     call it where it hears of the change. Nothing after what is returned was closed
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

  /**
   * Returns numbers that the source has of itself, for metrics and status pages. Does not block and
   * has no side effects; called about once a second.
   *
   * @return a snapshot; none unless overridden
   */
  default ConfigSourceStatistics statistics() {
    return ConfigSourceStatistics.none();
  }

  /** Releases what the source holds. Lookups in flight fail. Closing again does nothing. */
  @Override
  default void close() {}
}
