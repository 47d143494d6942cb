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
 * a method throws an exception, the exception is counted, and logged at a limited rate. The tracer
 * then receives no further stages of this provisioning, only the end of the provisioning. A tracer
 * that does not return for longer than {@code watchdog.patience} is removed.
 *
 * <p>If the thread does not keep up, further provisionings are not traced. {@link
 * io.jitpeers.statistics.JitStatistics.Waits#droppedTraces} counts the provisionings that were not
 * traced. Provisionings of unknown keys are left out first, because an attacker may have generated
 * these keys. A key counts as unknown if the gateway has no record that the control plane ever knew
 * the key. If a lookup was sent without header fields because the fields came too late, no further
 * provisioning is traced, whatever its key, until no call waits for the thread any more.
 *
 * <p>A config source that {@linkplain io.jitpeers.spi.PeerConfigSource#returnsAtOnce returns at
 * once} is called on the tracer's thread, as soon as the tracer has returned the header fields.
 */
@FunctionalInterface
public interface ProvisioningTracer {

  /**
   * Called when a provisioning begins.
   *
   * @param start the facts that are known at the start
   * @return the trace that receives the stages and the end of this provisioning; null if this
   *     provisioning is not to be traced
   */
  @Nullable ProvisioningTrace begin(ProvisioningStart start);
}
