package io.jitpeers.micrometer;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.trace.ProvisioningTracer;
import io.micrometer.observation.ObservationRegistry;
import java.util.Objects;

/**
 * Publishes one observation for each provisioning of a peer. Its child observations are the stages
 * lookup, install and return. With a tracing bridge in the registry, an observation is a span, and
 * the request to the control plane carries the trace context (such as {@code traceparent}). The
 * control plane's own spans then belong to the trace of the first packet. {@code
 * HttpPeerConfigSource} sends the trace context with each request of the lookup.
 *
 * <table>
 *   <caption>Observations</caption>
 *   <tr><th>name</th><th>from, until</th><th>low-cardinality keys</th></tr>
 *   <tr><td>jit.provisioning</td><td>the start of the provisioning, until the peer is installed or
 *       refused. A provisioning starts after the sender of an initiation has proved possession of
 *       its private key, or when a packet to an evicted peer wakes the peer</td><td>outcome: as in
 *       jit.packets; trigger: initiation, wake_up; again: true if the gateway regarded the peer as
 *       installed and installs it again</td></tr>
 *   <tr><td>jit.lookup</td><td>the decision to ask the control plane, until the control plane has
 *       answered. The time includes waiting for other lookups. There is no observation if the
 *       answer is cached</td><td>result: found, not.modified, not.found, timeout, unavailable,
 *       rejected, not.asked, aborted</td></tr>
 *   <tr><td>jit.install</td><td>the arrival of the config, until the store has installed the peer
 *       </td><td>result: done, aborted</td></tr>
 *   <tr><td>jit.return</td><td>the return of the first packet to the data plane</td><td>result:
 *       done, aborted</td></tr>
 * </table>
 *
 * <p>A key has the value {@code none} until its value is known. Spans also have high-cardinality
 * keys, which contain times in nanoseconds. Each observation has {@code took.ns}. A
 * jit.provisioning also has {@code since.capture.ns}, and {@code capture.ns}, {@code admission.ns}
 * and {@code open.ns} for the stages before the sender's proof. Those stages have no observations
 * of their own. The gateway measures all these times itself. Observations begin and end some
 * microseconds later, on the tracer's thread. Spans contain no public keys and no addresses unless
 * {@link PeerNames#SHORT_KEYS} is given.
 *
 * <p>An observation has an error if the lookup or the install failed, or if a limit or a rule
 * refused the peer. It is not an error if the control plane does not know the peer, or if the peer
 * has expired or was revoked.
 *
 * <p>An initiation causes no observation if it is a replay, or if its sender does not prove
 * possession of a private key. An attacker can generate key pairs and prove possession of them, but
 * {@code provisioning.max-pending} and {@code provisioning.strangers-share} limit the number of
 * observations that the attacker causes. To keep fewer traces, sample them in the tracing system.
 *
 * <p>To change names and keys, add an {@link io.micrometer.observation.ObservationConvention} for
 * {@link ProvisioningContext}, {@link LookupContext} or {@link StageContext} to the registry's
 * configuration.
 *
 * <p>Thread-safe. Handlers of the registry are called on one thread of the orchestrator. Packets do
 * not wait for the handlers, except that a lookup waits up to 100 ms for its trace context. {@link
 * ProvisioningTracer} says what happens to a handler that is slow, throws or hangs.
 */
public final class JitObservations implements AutoCloseable {

  /** Determines whether spans identify their peer. */
  public enum PeerNames {
    /** Spans name no peer. This is the default, because a key identifies who has connected. */
    NONE,
    /**
     * Spans have two more high-cardinality keys. {@code peer} is the first and the last characters
     * of the public key ({@code AbCd…wxyz}). {@code detail} is a sentence that describes how the
     * observation ended. Public keys in the sentence are shortened too, but the sentence may
     * contain addresses.
     */
    SHORT_KEYS
  }

  private final JitOrchestrator orchestrator;
  private final ProvisioningTracer tracer;

  /**
   * Begins to observe provisionings. Spans name no peers. The orchestrator may already be running.
   *
   * @param orchestrator the orchestrator whose provisionings are observed
   * @param registry the registry, with the handlers of meters or of tracing
   * @throws IllegalStateException if the orchestrator already has a tracer or was closed
   */
  public JitObservations(JitOrchestrator orchestrator, ObservationRegistry registry) {
    this(orchestrator, registry, PeerNames.NONE);
  }

  /**
   * Begins to observe provisionings. The orchestrator may already be running.
   *
   * @param orchestrator the orchestrator whose provisionings are observed
   * @param registry the registry, with the handlers of meters or of tracing
   * @param peerNames whether spans identify their peer
   * @throws IllegalStateException if the orchestrator already has a tracer or was closed
   */
  public JitObservations(
      JitOrchestrator orchestrator, ObservationRegistry registry, PeerNames peerNames) {
    this.orchestrator = Objects.requireNonNull(orchestrator, "orchestrator");
    Objects.requireNonNull(registry, "registry");
    Conventions conventions = new Conventions(Objects.requireNonNull(peerNames, "peerNames"));
    this.tracer = start -> new ObservedProvisioning(registry, conventions, start);
    orchestrator.addTracer(tracer);
  }

  /**
   * Stops observing provisionings. An observation that is still open at that time never ends. To
   * receive the end of each observation, close the orchestrator first. Closing again does nothing.
   */
  @Override
  public void close() {
    orchestrator.removeTracer(tracer);
  }
}
