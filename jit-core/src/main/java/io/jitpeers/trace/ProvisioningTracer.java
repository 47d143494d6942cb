package io.jitpeers.trace;

import org.jspecify.annotations.Nullable;

/**
 * Traces provisionings. A provisioning is the work for one key, from the first packet that needs
 * the peer until the peer is installed or refused. Packets of the same key that arrive in the
 * meantime belong to the same provisioning. Packets that need no provisioning are not traced:
 * garbage, forged and replayed initiations, packets over a rate limit, and initiations of resident
 * peers.
 *
 * <p>All methods of a tracer and of its traces are called on the tracer's own thread. The calls
 * come one at a time, in the order in which the steps happened. No packet waits for that thread,
 * with one exception. A lookup waits up to 100 ms for the header fields that {@link
 * ProvisioningTrace#stageBegan} returns. After that time the lookup is sent without the fields. If
 * the thread does not keep up, further provisionings are not traced. {@link
 * io.jitpeers.statistics.JitStatistics.Waits#droppedTraces} counts them. Provisionings of keys that
 * the control plane never knew, as far as the gateway can tell, are left out first, because an
 * attacker may have made up these keys. If a method throws an exception, the exception is counted,
 * and logged at a limited rate. After that, only the end of that provisioning is reported. A tracer
 * that does not return for longer than {@code watchdog.patience} is removed.
 *
 * <p>If the config source {@linkplain io.jitpeers.spi.PeerConfigSource#returnsAtOnce returns at
 * once}, it is called on the tracer's thread, as soon as the tracer has returned the header fields.
 */
@FunctionalInterface
public interface ProvisioningTracer {

  /**
   * Called when a provisioning begins.
   *
   * @param start the facts that are known at the start
   * @return receives the stages and the end of this provisioning; null if this provisioning is not
   *     to be traced
   */
  @Nullable ProvisioningTrace begin(ProvisioningStart start);
}
