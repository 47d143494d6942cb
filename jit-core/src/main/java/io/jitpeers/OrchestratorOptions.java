package io.jitpeers;

import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.internal.agreement.Candidate;
import io.jitpeers.internal.agreement.KeyAgreements;
import io.jitpeers.internal.settings.PolicyTimes;
import io.jitpeers.internal.settings.SettingsReader;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.EventOptions;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.ExplainOptions;
import io.jitpeers.options.FleetOptions;
import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.RecoveryOptions;
import io.jitpeers.options.ReplayOptions;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.options.StartOptions;
import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.wireguard.KeyAgreement25519;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The options of a {@link JitOrchestratorBuilder}. Each option has a default. Each method that sets
 * an option throws a {@link NullPointerException} if an argument is null. Not thread-safe.
 */
abstract class OrchestratorOptions {
  private static final Logger log = LoggerFactory.getLogger(JitOrchestratorBuilder.class);

  WakeUpOptions wakeUpOptions = WakeUpOptions.defaults();
  RecoveryOptions recoveryOptions = RecoveryOptions.defaults();
  EvictionPolicy evictionPolicy = EvictionPolicies.standard();
  EvictionOptions evictionOptions = EvictionOptions.defaults();
  AdmissionOptions admissionOptions = AdmissionOptions.defaults();
  ProvisioningOptions provisioningOptions = ProvisioningOptions.defaults();
  ReplayOptions replayOptions = ReplayOptions.defaults();
  FleetOptions fleetOptions = FleetOptions.defaults();
  AnswerCacheOptions answerCacheOptions = AnswerCacheOptions.defaults();
  PeerConfigRules peerConfigRules = PeerConfigRules.defaults();
  RevalidationOptions revalidationOptions = RevalidationOptions.defaults();
  StartOptions startOptions = StartOptions.defaults();
  EventOptions eventOptions = EventOptions.defaults();
  WatchdogOptions watchdogOptions = WatchdogOptions.defaults();
  ExplainOptions explainOptions = ExplainOptions.defaults();

  private @Nullable Candidate keyAgreement;

  /**
   * The components that this builder created from {@link Settings}. A component leaves this
   * collection when an orchestrator takes over the component.
   */
  final MadeParts made = new MadeParts();

  OrchestratorOptions() {}

  /** {@return this} */
  abstract JitOrchestratorBuilder self();

  /**
   * Returns the value. If the value is null, calls {@link #failed} with a {@link
   * NullPointerException}, and throws the exception.
   */
  final <T> T notNull(@Nullable T value, String name) {
    if (value == null) {
      throw failed(new NullPointerException(name));
    }
    return value;
  }

  /**
   * Throws an {@link IllegalStateException} if the component {@code present} is not null. The
   * builder calls this method before it sets a component that can be set only once.
   */
  final void refuseSecond(@Nullable Object present, String what) {
    if (present != null) {
      String from = made.all().contains(present) ? ", made from settings" : "";
      throw failed(
          new IllegalStateException(
              "this builder has a " + what + " already" + from + "; keep one of the two"));
    }
  }

  /**
   * Closes the components that the builder created from {@link Settings}. Returns the given
   * failure, so that the builder can throw the failure.
   */
  final <E extends RuntimeException> E failed(E failure) {
    made.close(failure);
    return failure;
  }

  /**
   * Returns the eviction policies that the builder created from {@link Settings}. The orchestrator
   * closes these policies.
   */
  final List<AutoCloseable> madePolicies() {
    return made.all().stream().filter(part -> part instanceof EvictionPolicy).toList();
  }

  /**
   * Logs a warning for each duration of the eviction policy that is too short to have an effect
   * with the current eviction options.
   */
  final void warnOfTimesWithoutEffect() {
    PolicyTimes.warnings(evictionPolicy, evictionOptions).forEach(log::warn);
  }

  /** Sets all options that the settings contain. */
  void readOptions(SettingsReader reader) {
    admissionOptions(reader.admissionOptions());
    provisioningOptions(reader.provisioningOptions());
    replayOptions(reader.replayOptions());
    fleetOptions(reader.fleetOptions());
    answerCacheOptions(reader.answerCacheOptions());
    wakeUpOptions(reader.wakeUpOptions());
    recoveryOptions(reader.recoveryOptions());
    peerConfigRules(reader.peerConfigRules());
    revalidationOptions(reader.revalidationOptions());
    evictionOptions(reader.evictionOptions());
    startOptions(reader.startOptions());
    eventOptions(reader.eventOptions());
    watchdogOptions(reader.watchdogOptions());
    explainOptions(reader.explainOptions());
    evictionPolicy(reader.evictionPolicy());
    keyAgreement = reader.keyAgreement();
  }

  /** Returns the implementation of X25519, by default the fastest available implementation. */
  final Candidate keyAgreement() {
    return keyAgreement == null ? keyAgreementOf(Map.of()) : keyAgreement;
  }

  private Candidate keyAgreementOf(Map<String, String> settings) {
    return new SettingsReader(Settings.of(settings), made::add).keyAgreement();
  }

  /**
   * Sets the implementation of X25519 that opens initiations. The default is the fastest available
   * implementation that passes all known-answer tests. This call loads the implementation, which
   * may take some milliseconds.
   *
   * @param name {@code auto} for the fastest available implementation, {@code bouncy-castle}, or
   *     the name of a {@link io.jitpeers.spi.KeyAgreement25519Provider}, such as {@code libcrypto}
   *     or {@code conscrypt} from the artifact {@code jit-crypto}
   * @return this
   * @throws IllegalArgumentException if the name is empty
   * @throws io.jitpeers.settings.SettingsException if the implementation is not available or
   *     computes a wrong result; the exception's message says why
   */
  public JitOrchestratorBuilder x25519(String name) {
    if (notNull(name, "x25519").isBlank()) {
      throw failed(
          new IllegalArgumentException("the name of an implementation of X25519 is empty"));
    }
    try {
      keyAgreement = keyAgreementOf(Map.of("crypto.x25519", name));
    } catch (SettingsException | UncheckedIOException e) {
      throw failed(e);
    }
    return self();
  }

  /**
   * Sets the implementation of X25519 that opens initiations, for example an implementation that no
   * {@link io.jitpeers.spi.KeyAgreement25519Provider} provides.
   *
   * @param name the implementation's name in logs and statistics
   * @param implementation the implementation; it lives as long as the JVM and is not closed
   * @return this
   * @throws IllegalArgumentException if the implementation computes a wrong result or throws an
   *     exception
   */
  public JitOrchestratorBuilder x25519(String name, KeyAgreement25519 implementation) {
    Candidate given =
        new Candidate(notNull(name, "name"), notNull(implementation, "implementation"));
    KeyAgreements.fault(implementation)
        .ifPresent(
            fault -> {
              throw failed(
                  new IllegalArgumentException(
                      "the implementation of X25519 " + name + " must not be used: " + fault));
            });
    keyAgreement = given;
    return self();
  }

  /**
   * Sets how an evicted peer is installed again because of a packet to the peer. A {@link
   * JitOrchestratorBuilder#outboundSource} delivers such packets.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder wakeUpOptions(WakeUpOptions options) {
    this.wakeUpOptions = notNull(options, "wakeUpOptions");
    return self();
  }

  /**
   * Sets how a peer whose session was lost is installed again because of a data packet from its
   * client. A {@link JitOrchestratorBuilder#transportSource} delivers such packets.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder recoveryOptions(RecoveryOptions options) {
    this.recoveryOptions = notNull(options, "recoveryOptions");
    return self();
  }

  /**
   * Sets which peers are evicted. The default is {@link EvictionPolicies#standard}: expired peers,
   * peers that completed no handshake within 90 s of their installation, and peers that have been
   * idle for 10 minutes.
   *
   * <p>The orchestrator reads the handshakes and the traffic of peers from the peer store. A
   * gateway with its own data plane must report handshakes and traffic to the store (see {@link
   * io.jitpeers.store.InMemoryPeerStore#handshakeCompleted}); otherwise every peer looks unused.
   *
   * @param policy the policy. The orchestrator does not close the policy, unless the policy was
   *     created from {@link Settings}
   * @return this
   */
  public JitOrchestratorBuilder evictionPolicy(EvictionPolicy policy) {
    this.evictionPolicy = notNull(policy, "evictionPolicy");
    return self();
  }

  /**
   * Sets when eviction sweeps run and which peers a sweep may evict.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder evictionOptions(EvictionOptions options) {
    this.evictionOptions = notNull(options, "evictionOptions");
    return self();
  }

  /**
   * Sets the rates at which handshake initiations are accepted, and how many initiations may wait
   * to be opened.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder admissionOptions(AdmissionOptions options) {
    this.admissionOptions = notNull(options, "admissionOptions");
    return self();
  }

  /**
   * Sets the limits and deadlines of provisioning.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder provisioningOptions(ProvisioningOptions options) {
    this.provisioningOptions = notNull(options, "provisioningOptions");
    return self();
  }

  /**
   * Sets how many answers of the control plane are cached, and for how long.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder answerCacheOptions(AnswerCacheOptions options) {
    this.answerCacheOptions = notNull(options, "answerCacheOptions");
    return self();
  }

  /**
   * Sets how an initiation is treated if its timestamp comes from a wrong clock. With a custom
   * {@link JitOrchestratorBuilder#replayMemory}, the {@linkplain ReplayOptions#policy policy} is
   * the only one of these options that has an effect.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder replayOptions(ReplayOptions options) {
    this.replayOptions = notNull(options, "replayOptions");
    return self();
  }

  /**
   * Sets how this gateway shares data with other gateways. The options have no effect without a
   * {@link JitOrchestratorBuilder#fleet}.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder fleetOptions(FleetOptions options) {
    this.fleetOptions = notNull(options, "fleetOptions");
    return self();
  }

  /**
   * Sets which allowed IPs a peer's config may contain.
   *
   * @param rules the rules
   * @return this
   */
  public JitOrchestratorBuilder peerConfigRules(PeerConfigRules rules) {
    this.peerConfigRules = notNull(rules, "peerConfigRules");
    return self();
  }

  /**
   * Sets when the control plane is asked again about resident peers, which are the peers on the
   * device.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder revalidationOptions(RevalidationOptions options) {
    this.revalidationOptions = notNull(options, "revalidationOptions");
    return self();
  }

  /**
   * Sets where state is kept across restarts of the process, and how long the start may spend on
   * warming up the code.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder startOptions(StartOptions options) {
    this.startOptions = notNull(options, "startOptions");
    return self();
  }

  /**
   * Sets how events are delivered to listeners, and how the durations of processing stages are
   * delivered to observers.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder eventOptions(EventOptions options) {
    this.eventOptions = notNull(options, "eventOptions");
    return self();
  }

  /**
   * Sets how long a call to a component may take before the call is logged as slow or hanging.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder watchdogOptions(WatchdogOptions options) {
    this.watchdogOptions = notNull(options, "watchdogOptions");
    return self();
  }

  /**
   * Sets how many peers, and how many outcomes of each peer's initiations, are remembered for
   * {@link JitOrchestrator#explain}.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder explainOptions(ExplainOptions options) {
    this.explainOptions = notNull(options, "explainOptions");
    return self();
  }
}
