package io.jitpeers.internal.settings;

import static java.util.stream.Collectors.joining;

import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.EvictionPolicyProvider;
import io.jitpeers.internal.agreement.Candidate;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.EventOptions;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.ExplainOptions;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.options.FleetOptions;
import io.jitpeers.options.NestedAllowedIps;
import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.RecoveryOptions;
import io.jitpeers.options.ReplayOptions;
import io.jitpeers.options.ReplayPolicy;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.options.StartOptions;
import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.recovery.TransportSource;
import io.jitpeers.recovery.TransportSourceProvider;
import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.FleetProvider;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PacketSourceProvider;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerConfigSourceProvider;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerStoreProvider;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayMemoryProvider;
import io.jitpeers.spi.ReplayStore;
import io.jitpeers.spi.ReplayStoreProvider;
import io.jitpeers.wakeup.OutboundSource;
import io.jitpeers.wakeup.OutboundSourceProvider;
import io.jitpeers.wireguard.IpPrefix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads settings, and creates the components and options that an orchestrator's builder needs. Not
 * thread-safe.
 */
public final class SettingsReader {
  /** The same policies as in {@link io.jitpeers.eviction.EvictionPolicies#standard}. */
  private static final List<String> DEFAULT_POLICIES = List.of("expiry", "probation", "idle");

  private static final List<String> OF_THE_BUILT_IN_REPLAY_MEMORY =
      List.of(
          "provisioning.replay-memory-size",
          "replay.max-ahead",
          "replay.seen-size",
          "replay.flush");

  private final Settings settings;
  private final Consumer<Object> created;

  public SettingsReader(Settings settings) {
    this(settings, component -> {});
  }

  /**
   * Creates a reader.
   *
   * @param created receives each component as soon as it is created, so that it can be closed if a
   *     later step fails
   */
  public SettingsReader(Settings settings, Consumer<Object> created) {
    this.settings = settings;
    this.created = created;
  }

  /** Creates the chosen packet sources, and passes each of them to a consumer. */
  public void packetSources(Consumer<PacketSource> taker) {
    components("packet-source", PacketSourceProvider.class).each(settings, taker);
  }

  /** Creates the chosen source of outbound packets; returns empty if none is chosen. */
  public Optional<OutboundSource> outboundSource() {
    return components("outbound-source", OutboundSourceProvider.class).one(settings);
  }

  /** Creates the chosen source of clients' data packets; returns empty if none is chosen. */
  public Optional<TransportSource> transportSource() {
    return components(RecoverySettings.KIND, TransportSourceProvider.class).one(settings);
  }

  /** Reads the options under {@code recovery}. */
  public RecoveryOptions recoveryOptions() {
    return new RecoverySettings(settings).options();
  }

  /** Creates the chosen replay memory; returns empty if none is chosen. */
  public Optional<ReplayMemory> replayMemory() {
    List<String> named = Components.chosen("replay-memory", settings);
    if (!named.isEmpty()) {
      OF_THE_BUILT_IN_REPLAY_MEMORY.forEach(key -> refuseBeside(key, named));
    }
    return components("replay-memory", ReplayMemoryProvider.class).one(settings);
  }

  private void refuseBeside(String key, List<String> replayMemory) {
    if (settings.text(key).isPresent()) {
      throw new SettingsException(
          "the setting "
              + key
              + " belongs to the built-in replay memory, which replay-memory="
              + String.join(",", replayMemory)
              + " replaces; remove one of them");
    }
  }

  /** Creates the chosen replay store; returns empty if none is chosen. */
  public Optional<ReplayStore> replayStore() {
    return components("replay-store", ReplayStoreProvider.class).one(settings);
  }

  /** Creates the chosen fleet; returns empty if none is chosen. */
  public Optional<Fleet> fleet() {
    return components(FleetSettings.KIND, FleetProvider.class).one(settings);
  }

  /** Reads the options under {@code fleet}. */
  public FleetOptions fleetOptions() {
    return new FleetSettings(settings).options();
  }

  /** Creates the chosen config source; returns empty if none is chosen. */
  public Optional<PeerConfigSource> configSource() {
    return components("config-source", PeerConfigSourceProvider.class).one(settings);
  }

  /** Creates the chosen peer store; returns empty if none is chosen. */
  public Optional<PeerStore> store() {
    return components("peer-store", PeerStoreProvider.class).one(settings);
  }

  /**
   * Creates the chosen eviction policies, or the default policies if none is chosen, and combines
   * them into one policy.
   */
  public EvictionPolicy evictionPolicy() {
    return components("eviction-policy", EvictionPolicyProvider.class)
        .allOr(DEFAULT_POLICIES, settings)
        .stream()
        .reduce(EvictionPolicy::or)
        .orElseThrow();
  }

  /** Creates the chosen implementation of X25519, or the fastest one if none is chosen. */
  public Candidate keyAgreement() {
    return new KeyAgreementSettings(settings).chosen();
  }

  private <T> Components<T> components(String kind, Class<? extends ComponentProvider<T>> spi) {
    return new Components<>(kind, spi, created);
  }

  /** Reads the options under {@code admission}. */
  public AdmissionOptions admissionOptions() {
    Settings scope = settings.scope("admission");
    AdmissionOptions.Builder builder = AdmissionOptions.builder();
    set(scope, "per-source-rate", Settings::integer, builder::perSourceRate);
    set(scope, "per-source-burst", Settings::integer, builder::perSourceBurst);
    set(scope, "resident-rate", Settings::integer, builder::residentRate);
    set(scope, "global-rate", Settings::integer, builder::globalRate);
    set(scope, "global-burst", Settings::integer, builder::globalBurst);
    set(scope, "queue-capacity", Settings::integer, builder::queueCapacity);
    set(scope, "opener-threads", Settings::integer, builder::openerThreads);
    return build(scope, "admission", builder::build);
  }

  /** Reads the options under {@code provisioning}. */
  public ProvisioningOptions provisioningOptions() {
    Settings scope = settings.scope("provisioning");
    ProvisioningOptions.Builder builder = ProvisioningOptions.builder();
    set(scope, "max-pending", Settings::integer, builder::maxPending);
    set(scope, "max-lookups-in-flight", Settings::integer, builder::maxLookupsInFlight);
    set(scope, "lookup-deadline", Settings::duration, builder::lookupDeadline);
    set(scope, "pending-deadline", Settings::duration, builder::pendingDeadline);
    set(scope, "max-resident-peers", Settings::integer, builder::maxResidentPeers);
    set(scope, "replay-memory-size", Settings::integer, builder::replayMemorySize);
    set(scope, "removal-budget", Settings::duration, builder::removalBudget);
    set(scope, "close-deadline", Settings::duration, builder::closeDeadline);
    set(scope, "first-packet", firstPacket(scope), builder::firstPacket);
    set(scope, "confirmation-time", Settings::duration, builder::confirmationTime);
    set(scope, "strangers-share", Settings::fraction, builder::strangersShare);
    return build(scope, "provisioning", builder::build);
  }

  private static Optional<FirstPacketStrategy> firstPacket(Settings scope) {
    return choice(
        scope, "first-packet", List.of(FirstPacketStrategy.values()), FirstPacketStrategy::label);
  }

  private static Optional<NestedAllowedIps> nestedAllowedIps(Settings scope) {
    return choice(
        scope, "nested-allowed-ips", List.of(NestedAllowedIps.values()), NestedAllowedIps::label);
  }

  /** Reads a setting whose value is one of several labels. */
  static <T> Optional<T> choice(
      Settings scope, String key, List<T> all, Function<T, String> label) {
    return scope.parse(
        key,
        "one of " + all.stream().map(label).collect(joining(", ")),
        text ->
            all.stream()
                .filter(one -> label.apply(one).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no such choice")));
  }

  /** Reads the options under {@code replay}. */
  public ReplayOptions replayOptions() {
    Settings scope = settings.scope("replay");
    ReplayOptions.Builder builder = ReplayOptions.builder();
    set(scope, "max-ahead", Settings::duration, builder::maxAhead);
    set(scope, "seen-size", Settings::integer, builder::seenSize);
    Optional<ReplayPolicy> policy =
        choice(scope, "policy", List.of(ReplayPolicy.values()), ReplayPolicy::label);
    set(scope, "policy", policy, builder::policy);
    set(scope, "flush", Settings::duration, builder::flush);
    return build(scope, "replay", builder::build);
  }

  /** Reads the options under {@code wake-up}. */
  public WakeUpOptions wakeUpOptions() {
    Settings scope = settings.scope("wake-up");
    WakeUpOptions.Builder builder = WakeUpOptions.builder();
    set(scope, "index-size", Settings::integer, builder::indexSize);
    set(scope, "remember", Settings::duration, builder::remember);
    set(scope, "rate", Settings::integer, builder::rate);
    set(scope, "burst", Settings::integer, builder::burst);
    set(scope, "pause", Settings::duration, builder::pause);
    set(scope, "max-pause", Settings::duration, builder::maxPause);
    return build(scope, "wake-up", builder::build);
  }

  /** Reads the options under {@code answer-cache}. */
  public AnswerCacheOptions answerCacheOptions() {
    Settings scope = settings.scope("answer-cache");
    AnswerCacheOptions.Builder builder = AnswerCacheOptions.builder();
    set(scope, "positive-cache-size", Settings::integer, builder::positiveCacheSize);
    set(scope, "negative-cache-size", Settings::integer, builder::negativeCacheSize);
    set(scope, "max-freshness", Settings::duration, builder::maxFreshness);
    set(scope, "max-negative-ttl", Settings::duration, builder::maxNegativeTtl);
    set(scope, "max-stale-if-error", Settings::duration, builder::maxStaleIfError);
    set(scope, "freshness-jitter", Settings::fraction, builder::freshnessJitter);
    return build(scope, "answer-cache", builder::build);
  }

  /** Reads the options under {@code peer-config}. */
  public PeerConfigRules peerConfigRules() {
    Settings scope = settings.scope("peer-config");
    PeerConfigRules.Builder builder = PeerConfigRules.builder();
    set(scope, "permit-default-routes", Settings::flag, builder::permitDefaultRoutes);
    set(scope, "max-allowed-ips", Settings::integer, builder::maxAllowedIps);
    Optional<List<IpPrefix>> ranges =
        scope.parse(
            "permitted-allowed-ips",
            "prefixes such as 10.0.0.0/8, between commas",
            text -> scope.list("permitted-allowed-ips").stream().map(IpPrefix::parse).toList());
    set(scope, "permitted-allowed-ips", ranges, builder::permittedAllowedIps);
    set(scope, "nested-allowed-ips", nestedAllowedIps(scope), builder::nestedAllowedIps);
    return build(scope, "peer-config", builder::build);
  }

  /** Reads the options under {@code revalidation}. */
  public RevalidationOptions revalidationOptions() {
    return new RevalidationSettings(settings).options();
  }

  /** Reads the options under {@code state} and {@code start}. */
  public StartOptions startOptions() {
    StartOptions.Builder builder = StartOptions.builder();
    Settings state = settings.scope("state");
    Optional<Path> directory = state.parse("directory", "the path of a folder", Path::of);
    set(state, "directory", directory, builder::stateDirectory);
    Settings start = settings.scope("start");
    // YAML 1.1 reads the word off as the boolean false.
    boolean off = start.text("warm-up").filter(Set.of("off", "false")::contains).isPresent();
    Optional<Duration> warmUp = off ? Optional.of(Duration.ZERO) : start.duration("warm-up");
    set(start, "warm-up", warmUp, builder::warmUp);
    return builder.build();
  }

  /** Reads the options under {@code events}. */
  public EventOptions eventOptions() {
    Settings scope = settings.scope("events");
    EventOptions.Builder builder = EventOptions.builder();
    set(scope, "queue-capacity", Settings::integer, builder::queueCapacity);
    set(scope, "close-deadline", Settings::duration, builder::closeDeadline);
    return build(scope, "events", builder::build);
  }

  /** Reads the options under {@code watchdog}. */
  public WatchdogOptions watchdogOptions() {
    Settings scope = settings.scope("watchdog");
    WatchdogOptions.Builder builder = WatchdogOptions.builder();
    set(scope, "slow-call", Settings::duration, builder::slowCall);
    set(scope, "patience", Settings::duration, builder::patience);
    return build(scope, "watchdog", builder::build);
  }

  /** Reads the options under {@code explain}. */
  public ExplainOptions explainOptions() {
    Settings scope = settings.scope("explain");
    ExplainOptions.Builder builder = ExplainOptions.builder();
    set(scope, "peers", Settings::integer, builder::peers);
    set(scope, "outcomes", Settings::integer, builder::outcomes);
    return build(scope, "explain", builder::build);
  }

  /** Reads the options under {@code eviction}. */
  public EvictionOptions evictionOptions() {
    return new EvictionSettings(settings).options();
  }

  /** Reads a setting and passes its value, if it is set, to a setter. */
  static <T> void set(
      Settings scope,
      String key,
      BiFunction<Settings, String, Optional<T>> reader,
      Consumer<T> setter) {
    set(scope, key, reader.apply(scope, key), setter);
  }

  /**
   * Passes a value, if it is present, to a setter. If the setter refuses the value, the exception
   * names the setting.
   */
  static <T> void set(Settings scope, String key, Optional<T> value, Consumer<T> setter) {
    try {
      value.ifPresent(setter);
    } catch (IllegalArgumentException e) {
      String reason = scope.withKeys(String.valueOf(e.getMessage()));
      String name = scope.fullKey(key);
      throw new SettingsException(
          "the setting " + (reason.startsWith(name + " ") ? reason : name + ": " + reason), e);
    }
  }

  static <T> T build(Settings scope, String what, Supplier<T> builder) {
    try {
      return builder.get();
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          "the settings under " + what + ": " + scope.withKeys(String.valueOf(e.getMessage())), e);
    }
  }
}
