package io.jitpeers.trace;

import org.jspecify.annotations.Nullable;

/**
 * Traces provisionings. A provisioning is the work for one key, from the first packet that needs
 * the peer until the peer is installed or refused. Packets that arrive for the same key meanwhile
 * belong to the same provisioning. Nothing is traced for packets that are refused before: garbage,
 * forged and replayed initiations, packets over a rate limit, and initiations of resident peers.
 *
 * <p>All methods of a tracer and of its traces are called on the tracer's own thread, one at a
 * time, in the order in which things happened. No packet waits for that thread, with one exception:
 * a lookup waits up to 100 ms for the header fields that {@link ProvisioningTrace#stageBegan}
 * returns, and is sent without them after that. While the thread is behind, further provisionings
 * are not traced, which {@link io.jitpeers.statistics.JitStatistics.Waits#droppedTraces} counts.
 * Provisionings of keys that may be made up are the first that are not traced. An exception is
 * logged at a limited rate and counted, and only the end of that provisioning is still reported. A
 * tracer that does not return for longer than {@code watchdog.patience} is removed.
 *
 * <p>If the config source {@linkplain io.jitpeers.spi.PeerConfigSource#returnsAtOnce returns at
 * once}, it is called on the tracer's thread, as soon as that has returned the header fields.
 */
@FunctionalInterface
public interface ProvisioningTracer {

  /**
   * Called when a provisioning begins.
   *
   * @param start what is known at the start
   * @return receives the stages and the end of this provisioning; null if it is not to be traced
   */
  @Nullable ProvisioningTrace begin(ProvisioningStart start);
}
