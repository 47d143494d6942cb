import io.jitpeers.internal.eviction.CapacityPolicyProvider;
import io.jitpeers.internal.eviction.ExpiryPolicyProvider;
import io.jitpeers.internal.eviction.IdlePolicyProvider;
import io.jitpeers.internal.eviction.ProbationPolicyProvider;
import io.jitpeers.spi.EvictionPolicyProvider;

/** Just-in-time WireGuard peer provisioning: SPIs, orchestrator, eviction and embedded defaults. */
// cron-utils is an automatic module; its name is fixed in its manifest, so it can be relied on.
@SuppressWarnings("requires-automatic")
module io.jitpeers.core {
  requires com.cronutils;
  requires com.github.benmanes.caffeine;
  requires com.google.common;
  requires org.bouncycastle.provider;
  requires org.slf4j;
  requires static transitive micrometer.core;
  requires static transitive org.jspecify;

  exports io.jitpeers;
  exports io.jitpeers.eviction;
  exports io.jitpeers.micrometer;
  exports io.jitpeers.source;
  exports io.jitpeers.spi;
  exports io.jitpeers.store;
  exports io.jitpeers.wireguard;

  provides EvictionPolicyProvider with
      CapacityPolicyProvider,
      ExpiryPolicyProvider,
      IdlePolicyProvider,
      ProbationPolicyProvider;
}
