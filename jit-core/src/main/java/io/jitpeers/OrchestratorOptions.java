package io.jitpeers;

import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.internal.settings.SettingsReader;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.EventOptions;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.ReplayOptions;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.options.StartOptions;
import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.options.WatchdogOptions;
import java.util.Objects;

/**
 * The options of a {@link JitOrchestratorBuilder}, each of which has a default. Not thread-safe.
 */
abstract class OrchestratorOptions {
  WakeUpOptions wakeUpOptions = WakeUpOptions.defaults();
  EvictionPolicy evictionPolicy = EvictionPolicies.standard();
  EvictionOptions evictionOptions = EvictionOptions.defaults();
  AdmissionOptions admissionOptions = AdmissionOptions.defaults();
  ProvisioningOptions provisioningOptions = ProvisioningOptions.defaults();
  ReplayOptions replayOptions = ReplayOptions.defaults();
  AnswerCacheOptions answerCacheOptions = AnswerCacheOptions.defaults();
  PeerConfigRules peerConfigRules = PeerConfigRules.defaults();
  RevalidationOptions revalidationOptions = RevalidationOptions.defaults();
  StartOptions startOptions = StartOptions.defaults();
  EventOptions eventOptions = EventOptions.defaults();
  WatchdogOptions watchdogOptions = WatchdogOptions.defaults();

  OrchestratorOptions() {}

  /** {@return this} */
  abstract JitOrchestratorBuilder self();

  /** Sets them as settings say. */
  void readOptions(SettingsReader reader) {
    admissionOptions(reader.admissionOptions());
    provisioningOptions(reader.provisioningOptions());
    replayOptions(reader.replayOptions());
    answerCacheOptions(reader.answerCacheOptions());
    wakeUpOptions(reader.wakeUpOptions());
    peerConfigRules(reader.peerConfigRules());
    revalidationOptions(reader.revalidationOptions());
    evictionOptions(reader.evictionOptions());
    startOptions(reader.startOptions());
    eventOptions(reader.eventOptions());
    watchdogOptions(reader.watchdogOptions());
    evictionPolicy(reader.evictionPolicy());
  }

  /**
   * Sets how packets from an {@link JitOrchestratorBuilder#outboundSource} wake peers.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder wakeUpOptions(WakeUpOptions options) {
    this.wakeUpOptions = Objects.requireNonNull(options, "wakeUpOptions");
    return self();
  }

  /**
   * Sets which peers leave. The default is {@link EvictionPolicies#standard}: expired peers, those
   * without a completed handshake for 90 s, and those idle for 10 minutes. Handshakes and traffic
   * are known from the store alone: a gateway with a data plane of its own must report them to it
   * (see {@link io.jitpeers.store.InMemoryPeerStore#handshakeCompleted}), or every peer looks as if
   * it had never been used.
   *
   * @param policy the policy
   * @return this
   */
  public JitOrchestratorBuilder evictionPolicy(EvictionPolicy policy) {
    this.evictionPolicy = Objects.requireNonNull(policy, "evictionPolicy");
    return self();
  }

  /**
   * Sets when sweeps run and what they may do.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder evictionOptions(EvictionOptions options) {
    this.evictionOptions = Objects.requireNonNull(options, "evictionOptions");
    return self();
  }

  /**
   * Sets how much is opened.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder admissionOptions(AdmissionOptions options) {
    this.admissionOptions = Objects.requireNonNull(options, "admissionOptions");
    return self();
  }

  /**
   * Sets the bounds of provisioning.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder provisioningOptions(ProvisioningOptions options) {
    this.provisioningOptions = Objects.requireNonNull(options, "provisioningOptions");
    return self();
  }

  /**
   * Sets how long the control plane's answers are kept.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder answerCacheOptions(AnswerCacheOptions options) {
    this.answerCacheOptions = Objects.requireNonNull(options, "answerCacheOptions");
    return self();
  }

  /**
   * Sets how initiations of clients with wrong clocks are judged. With a {@link
   * JitOrchestratorBuilder#replayMemory} of one's own only the {@linkplain ReplayOptions#policy
   * policy} matters.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder replayOptions(ReplayOptions options) {
    this.replayOptions = Objects.requireNonNull(options, "replayOptions");
    return self();
  }

  /**
   * Sets what a peer's config may ask for.
   *
   * @param rules the rules
   * @return this
   */
  public JitOrchestratorBuilder peerConfigRules(PeerConfigRules rules) {
    this.peerConfigRules = Objects.requireNonNull(rules, "peerConfigRules");
    return self();
  }

  /**
   * Sets how the control plane is asked again about peers that stay.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder revalidationOptions(RevalidationOptions options) {
    this.revalidationOptions = Objects.requireNonNull(options, "revalidationOptions");
    return self();
  }

  /**
   * Sets what is remembered across restarts of the process, and how the start warms up.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder startOptions(StartOptions options) {
    this.startOptions = Objects.requireNonNull(options, "startOptions");
    return self();
  }

  /**
   * Sets how listeners and observers are told.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder eventOptions(EventOptions options) {
    this.eventOptions = Objects.requireNonNull(options, "eventOptions");
    return self();
  }

  /**
   * Sets how long calls of the parts that are given to this builder may take.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder watchdogOptions(WatchdogOptions options) {
    this.watchdogOptions = Objects.requireNonNull(options, "watchdogOptions");
    return self();
  }
}
