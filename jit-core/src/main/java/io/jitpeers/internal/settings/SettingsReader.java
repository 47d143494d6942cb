package io.jitpeers.internal.settings;

import io.jitpeers.AdmissionOptions;
import io.jitpeers.AnswerCacheOptions;
import io.jitpeers.PeerConfigRules;
import io.jitpeers.ProvisioningOptions;
import io.jitpeers.eviction.EvictionOptions;
import io.jitpeers.spi.EvictionPolicy;
import io.jitpeers.spi.EvictionPolicyProvider;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PacketSourceProvider;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerConfigSourceProvider;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerStoreProvider;
import io.jitpeers.spi.Settings;
import io.jitpeers.spi.SettingsException;
import io.jitpeers.wireguard.IpPrefix;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads a builder's parts from settings. */
public final class SettingsReader {
  /** As in {@link io.jitpeers.eviction.EvictionPolicies#standard}. */
  private static final List<String> DEFAULT_POLICIES = List.of("expiry", "probation", "idle");

  private final Settings settings;

  public SettingsReader(Settings settings) {
    this.settings = settings;
  }

  /** Makes the sources that {@code packet-source} names, handing over each as it is made. */
  public void packetSources(Consumer<PacketSource> taker) {
    new Components<PacketSource>("packet-source", ServiceLoader.load(PacketSourceProvider.class))
        .each(settings, taker);
  }

  /** The config source that {@code config-source} names. */
  public Optional<PeerConfigSource> configSource() {
    return new Components<PeerConfigSource>(
            "config-source", ServiceLoader.load(PeerConfigSourceProvider.class))
        .one(settings);
  }

  /** The store that {@code peer-store} names. */
  public Optional<PeerStore> store() {
    return new Components<PeerStore>("peer-store", ServiceLoader.load(PeerStoreProvider.class))
        .one(settings);
  }

  /** The policies that {@code eviction-policy} names, joined in their order. */
  public EvictionPolicy evictionPolicy() {
    return new Components<EvictionPolicy>(
            "eviction-policy", ServiceLoader.load(EvictionPolicyProvider.class))
        .allOr(DEFAULT_POLICIES, settings).stream().reduce(EvictionPolicy::or).orElseThrow();
  }

  /** What is under {@code admission}. */
  public AdmissionOptions admissionOptions() {
    Settings scope = settings.scope("admission");
    AdmissionOptions.Builder builder = AdmissionOptions.builder();
    set(scope, "per-source-rate", scope.integer("per-source-rate"), builder::perSourceRate);
    set(scope, "per-source-burst", scope.integer("per-source-burst"), builder::perSourceBurst);
    set(scope, "global-rate", scope.integer("global-rate"), builder::globalRate);
    set(scope, "global-burst", scope.integer("global-burst"), builder::globalBurst);
    set(scope, "tracked-sources", scope.integer("tracked-sources"), builder::trackedSources);
    set(scope, "duplicate-window", scope.duration("duplicate-window"), builder::duplicateWindow);
    set(scope, "queue-capacity", scope.integer("queue-capacity"), builder::queueCapacity);
    set(scope, "opener-threads", scope.integer("opener-threads"), builder::openerThreads);
    return build("admission", builder::build);
  }

  /** What is under {@code provisioning}. */
  public ProvisioningOptions provisioningOptions() {
    Settings scope = settings.scope("provisioning");
    ProvisioningOptions.Builder builder = ProvisioningOptions.builder();
    bounds(scope, builder);
    return build("provisioning", builder::build);
  }

  /** What is under {@code answer-cache}. */
  public AnswerCacheOptions answerCacheOptions() {
    Settings scope = settings.scope("answer-cache");
    AnswerCacheOptions.Builder builder = AnswerCacheOptions.builder();
    caching(scope, builder);
    return build("answer-cache", builder::build);
  }

  /** What is under {@code peer-config}. */
  public PeerConfigRules peerConfigRules() {
    Settings scope = settings.scope("peer-config");
    PeerConfigRules.Builder builder = PeerConfigRules.builder();
    rules(scope, builder);
    return build("peer-config", builder::build);
  }

  /** What is under {@code eviction}. */
  public EvictionOptions evictionOptions() {
    return new EvictionSettings(settings).options();
  }

  private static void bounds(Settings scope, ProvisioningOptions.Builder builder) {
    set(scope, "max-pending", scope.integer("max-pending"), builder::maxPending);
    set(
        scope,
        "max-lookups-in-flight",
        scope.integer("max-lookups-in-flight"),
        builder::maxLookupsInFlight);
    set(scope, "lookup-deadline", scope.duration("lookup-deadline"), builder::lookupDeadline);
    set(scope, "pending-deadline", scope.duration("pending-deadline"), builder::pendingDeadline);
    set(
        scope,
        "max-resident-peers",
        scope.integer("max-resident-peers"),
        builder::maxResidentPeers);
    set(
        scope,
        "replay-memory-size",
        scope.integer("replay-memory-size"),
        builder::replayMemorySize);
    set(scope, "removal-budget", scope.duration("removal-budget"), builder::removalBudget);
    set(scope, "close-deadline", scope.duration("close-deadline"), builder::closeDeadline);
  }

  private static void caching(Settings scope, AnswerCacheOptions.Builder builder) {
    set(
        scope,
        "positive-cache-size",
        scope.integer("positive-cache-size"),
        builder::positiveCacheSize);
    set(
        scope,
        "negative-cache-size",
        scope.integer("negative-cache-size"),
        builder::negativeCacheSize);
    set(scope, "max-freshness", scope.duration("max-freshness"), builder::maxFreshness);
    set(scope, "max-negative-ttl", scope.duration("max-negative-ttl"), builder::maxNegativeTtl);
    set(
        scope,
        "max-stale-if-error",
        scope.duration("max-stale-if-error"),
        builder::maxStaleIfError);
    set(scope, "freshness-jitter", scope.fraction("freshness-jitter"), builder::freshnessJitter);
  }

  private static void rules(Settings scope, PeerConfigRules.Builder builder) {
    set(
        scope,
        "permit-default-routes",
        scope.flag("permit-default-routes"),
        builder::permitDefaultRoutes);
    set(scope, "max-allowed-ips", scope.integer("max-allowed-ips"), builder::maxAllowedIps);
    set(
        scope,
        "min-keepalive-seconds",
        scope.integer("min-keepalive-seconds"),
        builder::minKeepaliveSeconds);
    set(
        scope,
        "max-keepalive-seconds",
        scope.integer("max-keepalive-seconds"),
        builder::maxKeepaliveSeconds);
    Optional<List<IpPrefix>> ranges =
        scope.parse(
            "permitted-allowed-ips",
            "prefixes such as 10.0.0.0/8, between commas",
            text -> scope.list("permitted-allowed-ips").stream().map(IpPrefix::parse).toList());
    set(scope, "permitted-allowed-ips", ranges, builder::permittedAllowedIps);
  }

  /** Hands a value to a setter; what the setter refuses becomes an error that names the setting. */
  static <T> void set(Settings scope, String key, Optional<T> value, Consumer<T> setter) {
    try {
      value.ifPresent(setter);
    } catch (IllegalArgumentException e) {
      throw new SettingsException("the setting " + scope.fullKey(key) + ": " + e.getMessage(), e);
    }
  }

  static <T> T build(String what, Supplier<T> builder) {
    try {
      return builder.get();
    } catch (IllegalArgumentException e) {
      throw new SettingsException("the settings under " + what + ": " + e.getMessage(), e);
    }
  }
}
