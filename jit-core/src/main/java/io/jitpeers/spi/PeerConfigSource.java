package io.jitpeers.spi;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Looks up the configs of peers in a control plane.
 *
 * <p>Thread-safe. The orchestrator runs at most one lookup of a key at a time, and limits the
 * number of lookups that run at once. It caches each answer as long as the answer's freshness
 * permits, and revalidates the answer with the answer's validator. When a query's timeout expires,
 * the orchestrator cancels the {@link CompletionStage#toCompletableFuture future} of the stage that
 * {@link #lookup} returned; the source should then stop the lookup. A source need not cache
 * answers. A source must not destroy the preshared key of an answer that it has returned. The
 * orchestrator refuses an answer whose preshared key is destroyed, and looks the peer up again if
 * the answer was cached.
 */
@FunctionalInterface
public interface PeerConfigSource extends AutoCloseable {

  /**
   * Looks up one peer.
   *
   * <p>If the source {@linkplain #returnsAtOnce returns at once}, the call runs on one of these
   * threads:
   *
   * <ul>
   *   <li>a thread that opens initiations; further initiations wait for the call
   *   <li>the thread that completed an earlier lookup
   *   <li>for a lookup that is traced, the thread of the {@linkplain
   *       io.jitpeers.trace.ProvisioningTracer tracer}; other traces wait for the call
   *   <li>a separate thread, for example if no client waits for the answer, or if the tracer does
   *       not return the {@linkplain PeerQuery#traceContext trace's header fields} within 100 ms
   * </ul>
   *
   * <p>For any other source, the call runs on a separate thread and may block until the answer
   * arrives. The number of concurrent calls is at most twice the number of lookups that may be in
   * flight, because the call of an abandoned lookup may return late. When the orchestrator abandons
   * a lookup, it interrupts the thread of the call.
   *
   * @param query the peer's key, the time limit and further details
   * @return a stage that completes with the answer, or exceptionally with a {@link
   *     LookupException}; any other exception is treated as {@link
   *     LookupException.Reason#UNAVAILABLE}
   */
  CompletionStage<PeerLookup> lookup(PeerQuery query);

  /**
   * Returns whether {@link #lookup} always returns without blocking. Such a lookup does not wait
   * for an answer, a connection, or a lock that a blocked thread may hold. The orchestrator then
   * calls the source on the thread that begins the lookup.
   *
   * <p>If this method returns true and a call still takes longer than {@code watchdog.slow-call}, a
   * warning names the source. If 10 calls in a row are that slow, or if one call takes longer than
   * {@code watchdog.patience}, the orchestrator calls the source on separate threads from then on.
   * If a call takes longer than {@code watchdog.patience}, another thread also replaces the blocked
   * thread until the call returns.
   *
   * @return the same value on each call; false unless overridden
   */
  default boolean returnsAtOnce() {
    return false;
  }

  /**
   * Creates a source that runs a blocking lookup, such as a lookup over JDBC, on the given
   * executor. Only a caller that wants to choose the executor needs this method: any source may
   * block in its lookup, unless {@link #returnsAtOnce} returns true.
   *
   * @param lookup looks up a peer and blocks until the answer arrives
   * @param executor runs the lookups, as many at once as the executor has threads. A lookup that
   *     the executor refuses fails with {@link LookupException.Reason#UNAVAILABLE}. The source does
   *     not close the executor
   * @return the source; cancelling a future that the source returned interrupts the thread of that
   *     lookup
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
   * Creates a source that calls another source on an executor. A lookup of the created source only
   * passes the call to the executor, and does not wait for the other source.
   *
   * @param source the source to call; closed with the created source
   * @param executor runs the calls. A call that the executor refuses fails with {@link
   *     LookupException.Reason#UNAVAILABLE}. The created source does not close the executor. {@code
   *     Runnable::run} makes each call on the caller's own thread; it suits only a source that
   *     {@linkplain #returnsAtOnce returns at once}, such as a lambda over a map
   * @return the created source; cancelling a future that it returned interrupts the call to the
   *     other source if that call has not returned yet
   */
  static PeerConfigSource calledOn(PeerConfigSource source, Executor executor) {
    return new CalledElsewhere(source, executor);
  }

  /**
   * Subscribes to change hints, if the control plane sends any. The orchestrator calls this method
   * once, when it starts. When a hint names a key, the orchestrator drops the key's cached answer.
   * If the peer is on the device, the orchestrator also looks the peer up again at once. The
   * default does nothing. If the source is closed, this method does nothing.
   *
   * @param listener receives the hints on any thread. Its methods return at once, so the source may
   *     call them on the thread that received the hint. The source does not call them after the
   *     returned handle is closed
   * @return a handle that ends the subscription; closing the handle again does nothing
   */
  default AutoCloseable watch(ChangeListener listener) {
    return () -> {};
  }

  /**
   * Makes the JVM load and compile the code of a lookup by processing made-up data, so that the
   * first client does not wait for the loading and compiling. Sends no request, counts nothing and
   * logs nothing. The orchestrator calls this method when it starts, on a separate thread. If a
   * process has several sources of the same class, this method is called on only one of them. The
   * default does nothing.
   *
   * @param limit the time limit; once it has passed, the orchestrator interrupts the thread and
   *     continues its start without waiting
   */
  default void warmUp(Duration limit) {}

  /**
   * Returns the source's statistics, for metrics and status pages. Does not block and has no side
   * effects. Called about once a second.
   *
   * @return a snapshot; empty statistics unless overridden
   */
  default ConfigSourceStatistics statistics() {
    return ConfigSourceStatistics.none();
  }

  /** Releases the source's resources. Running lookups fail. Closing again does nothing. */
  @Override
  default void close() {}
}
