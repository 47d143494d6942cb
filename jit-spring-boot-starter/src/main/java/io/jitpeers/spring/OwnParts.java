package io.jitpeers.spring;

import io.jitpeers.JitOrchestratorBuilder;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.recovery.TransportSource;
import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayStore;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.trace.ProvisioningTracer;
import io.jitpeers.wakeup.OutboundSource;
import io.jitpeers.wireguard.KeyAgreement25519;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The application's beans that are parts of the orchestrator. A part that is a bean takes the place
 * of the part that properties name. Not thread-safe.
 */
final class OwnParts {
  private final ListableBeanFactory beans;
  private final Map<String, Consumer<JitOrchestratorBuilder>> parts = new LinkedHashMap<>();
  private final List<Consumer<JitOrchestratorBuilder>> others = new ArrayList<>();

  OwnParts(ListableBeanFactory beans) {
    this.beans = beans;
    List<PacketSource> sources = all(PacketSource.class);
    if (!sources.isEmpty()) {
      parts.put("packet-source", builder -> sources.forEach(builder::packetSource));
    }
    part("config-source", PeerConfigSource.class, JitOrchestratorBuilder::configSource);
    part("peer-store", PeerStore.class, JitOrchestratorBuilder::store);
    part("outbound-source", OutboundSource.class, JitOrchestratorBuilder::outboundSource);
    part("transport-source", TransportSource.class, JitOrchestratorBuilder::transportSource);
    part("replay-memory", ReplayMemory.class, JitOrchestratorBuilder::replayMemory);
    part("replay-store", ReplayStore.class, JitOrchestratorBuilder::replayStore);
    part("fleet", Fleet.class, JitOrchestratorBuilder::fleet);
    part("crypto.x25519", KeyAgreement25519.class, (builder, own) -> builder.x25519("bean", own));
    all(EvictionPolicy.class).stream()
        .reduce(EvictionPolicy::or)
        .ifPresent(policy -> parts.put("eviction-policy", b -> b.evictionPolicy(policy)));
    TimeSource time = beans.getBeanProvider(TimeSource.class).getIfAvailable();
    if (time != null) {
      others.add(builder -> builder.timeSource(time));
    }
    ProvisioningTracer tracer = beans.getBeanProvider(ProvisioningTracer.class).getIfAvailable();
    if (tracer != null) {
      others.add(builder -> builder.tracer(tracer));
    }
    Scheduler scheduler = beans.getBeanProvider(Scheduler.class).getIfAvailable();
    if (scheduler != null) {
      others.add(builder -> builder.scheduler(scheduler));
    }
  }

  /** Sets a part on a builder. */
  private interface Setter<T> {
    void set(JitOrchestratorBuilder builder, T part);
  }

  private <T> void part(String kind, Class<T> type, Setter<T> setter) {
    T bean = beans.getBeanProvider(type).getIfAvailable();
    if (bean != null) {
      parts.put(kind, builder -> setter.set(builder, bean));
    }
  }

  private <T> List<T> all(Class<T> type) {
    return beans.getBeanProvider(type).orderedStream().toList();
  }

  /**
   * Returns whether a setting chooses or describes a part that a bean replaces. The setting {@code
   * fleet} chooses the fleet's provider. With the provider {@code redis}, for example, the settings
   * that begin with {@code fleet.redis.} describe the fleet. All other settings that begin with
   * {@code fleet.} are options, which also apply to a fleet that is a bean.
   *
   * @param key the setting's name without {@code jit.}
   * @param fleet the name of the fleet's provider, as the setting {@code fleet} states it
   */
  boolean replace(String key, String fleet) {
    return parts.keySet().stream().anyMatch(kind -> isPartOf(kind, key, fleet));
  }

  private static boolean isPartOf(String kind, String key, String fleet) {
    String stem = PropertyKeys.withoutIndex(key);
    if (kind.equals("fleet") && !stem.equals(kind)) {
      return key.startsWith("fleet." + fleet + ".");
    }
    return stem.equals(kind) || key.startsWith(kind + ".");
  }

  /** Sets the parts on a builder. */
  void setOn(JitOrchestratorBuilder builder) {
    parts.values().forEach(part -> part.accept(builder));
    others.forEach(clock -> clock.accept(builder));
  }
}
