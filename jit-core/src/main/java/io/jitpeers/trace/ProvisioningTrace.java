package io.jitpeers.trace;

import io.jitpeers.event.Stage;
import java.util.Map;

/**
 * The trace of one provisioning. A trace has up to three stages, each at most once. First comes
 * {@link Stage#LOOKUP}, if the control plane is asked. Then comes {@link Stage#INSTALL}, if there
 * is a config. Last comes {@link Stage#RETURN}, if the first packet is returned to the data plane.
 * A stage ends before the next stage begins, and before the provisioning ends. {@link
 * ProvisioningTracer} says on which thread the methods are called.
 */
public interface ProvisioningTrace {

  /**
   * Called when a stage begins.
   *
   * <p>{@link Stage#LOOKUP} begins only if the control plane is asked, not if the answer is cached.
   * The stage includes the time for which the lookup has to wait for other lookups.
   *
   * @param stage LOOKUP, INSTALL or RETURN
   * @return for LOOKUP, header fields for the request to the control plane, such as {@code
   *     traceparent}; the rules of {@link io.jitpeers.spi.PeerQuery.Builder#traceContext} apply.
   *     For other stages the result is ignored
   */
  Map<String, String> stageBegan(Stage stage);

  /**
   * Called when a stage ends.
   *
   * @param end the stage, its result, and how long it took
   */
  void stageEnded(StageEnd end);

  /**
   * Called when the provisioning ends. No other call follows. Also called if an earlier call threw
   * an exception. In that case the end of a stage may not have been reported.
   *
   * @param end the outcome, and how long the provisioning took
   */
  void ended(ProvisioningEnd end);
}
