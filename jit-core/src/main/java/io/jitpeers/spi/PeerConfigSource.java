package io.jitpeers.spi;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Looks up the configs of peers in a control plane.
 *
 * <p>Thread-safe. The orchestrator runs at most one lookup of a key at a time and limits how many
 * lookups run at once. It caches answers according to their freshness and revalidates them with
 * their validators. When a query's timeout expires it cancels the stage's {@link
 * CompletionStage#toCompletableFuture future}; the source should then stop its work. A source need
 * not cache answers. It must not destroy the preshared key of an answer that it has returned: such
 * an answer is refused, or looked up again if it was cached.
 */
@FunctionalInterface
public interface PeerConfigSource extends AutoCloseable {

  /**
   * Looks up one peer.
   *
   * <p>A source that {@linkplain #returnsAtOnce returns at once} is called on an opener's thread,
   * where further initiations wait for the call, or on the thread that completed an earlier lookup.
   * If no client waits for the answer, the call may also run on a separate thread.
   *
   * <p>Any other source is called on a separate thread, which may block until the answer arrives.
   * As many calls run at once as lookups may be in flight. The orchestrator interrupts the thread
   * when it abandons the lookup.
   *
   * @param query the peer's key, the time limit and further details
   * @return a stage that completes with the answer, or exceptionally with a {@link
   *     LookupException}; any other exception is treated as {@link
   *     LookupException.Reason#UNAVAILABLE}
   */
  CompletionStage<PeerLookup> lookup(PeerQuery query);

  /**
   * Returns whether {@link #lookup} never blocks: not for an answer, not for a connection, and not
   * for a lock that a blocked thread may hold. The orchestrator calls such a source without a
   * change of thread.
   *
   * <p>If this method returns true and a call still takes longer than {@code watchdog.slow-call}, a
   * warning names the source. If that happens repeatedly, or if one call takes longer than {@code
   * watchdog.patience}, the orchestrator calls the source on separate threads from then on. A new
   * thread then replaces the blocked one.
   *
   * @return the same value on each call; false unless overridden
   */
  default boolean returnsAtOnce() {
    return false;
  }

  /**
   * Creates a source from a blocking lookup, such as one over JDBC, which runs on the given
   * executor. Use it only to choose the executor: the lookup of any source may block, unless {@link
   * #returnsAtOnce} returns true.
   *
   * @param lookup looks up a peer and blocks until it has the answer
   * @param executor runs the lookups, as many at once as it has threads. A lookup that it refuses
   *     fails with {@link LookupException.Reason#UNAVAILABLE}. The source does not close it
   * @return the source; cancelling a future that it returned interrupts the thread of that lookup
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
   * Creates a source that calls another one on an executor, so that its own caller does not wait
   * for the call to return.
   *
   * @param source the source to call; closed with the result
   * @param executor runs the calls. A call that it refuses fails with {@link
   *     LookupException.Reason#UNAVAILABLE}. The result does not close it. Pass {@code
   *     Runnable::run} for a source that {@linkplain #returnsAtOnce returns at once}, such as a
   *     lambda over a map
   * @return the source; cancelling a future that it returned interrupts a call that has not
   *     returned yet
   */
  static PeerConfigSource calledOn(PeerConfigSource source, Executor executor) {
    return new CalledElsewhere(source, executor);
  }

  /**
   * Subscribes to change hints, if the control plane sends any. The orchestrator calls it once,
   * when it starts. When a key changes, the orchestrator drops its cached answer, and looks the
   * peer up again at once if it is on the device. The default does nothing, and neither does a
   * closed source.
   *
   * @param listener receives the hints on any thread. It returns at once, so the source may call it
   *     on the thread that received the hint. It is not called after the returned handle is closed
   * @return a handle that ends the subscription; closing it again does nothing
   */
  default AutoCloseable watch(ChangeListener listener) {
    return () -> {};
  }

  /**
   * Makes the JVM load and compile what a lookup needs, by processing made-up data, so that the
   * first client does not wait for that. Sends no request, counts nothing and logs nothing. The
   * orchestrator calls it at start, on a separate thread, for the first source of each class in a
   * process. The default does nothing.
   *
   * @param limit how long it may take; after that the orchestrator interrupts the thread and
   *     continues its start without waiting
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
