package io.jitpeers.spring;

import io.jitpeers.JitOrchestrator;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Creates, starts and closes the {@link JitOrchestrator} of the application.
 *
 * <p>The orchestrator is built from properties and beans. The properties are the library's settings
 * with the prefix {@code jit}. Each bean of the following types takes the place of the part that
 * the properties name: {@link io.jitpeers.spi.PacketSource}, {@link
 * io.jitpeers.spi.PeerConfigSource}, {@link io.jitpeers.spi.PeerStore}, {@link
 * io.jitpeers.wakeup.OutboundSource}, {@link io.jitpeers.recovery.TransportSource}, {@link
 * io.jitpeers.spi.ReplayMemory}, {@link io.jitpeers.spi.ReplayStore}, {@link
 * io.jitpeers.spi.Fleet}, {@link io.jitpeers.eviction.EvictionPolicy} and {@link
 * io.jitpeers.wireguard.KeyAgreement25519}. Beans of {@link io.jitpeers.event.JitListener} and
 * {@link io.jitpeers.event.StageObserver} are added, and a bean of {@link
 * io.jitpeers.time.TimeSource}, {@link io.jitpeers.time.Scheduler} or {@link
 * io.jitpeers.trace.ProvisioningTracer} is used. A {@link JitOrchestratorBuilderCustomizer} can set
 * everything else.
 *
 * <p>Backs off if the application has an orchestrator of its own, or with {@code
 * jit.enabled=false}. With {@code jit.auto-startup=false}, the application must call {@link
 * JitOrchestrator#start} itself.
 */
@AutoConfiguration
@ConditionalOnProperty(prefix = "jit", name = "enabled", matchIfMissing = true)
public class JitPeersAutoConfiguration {

  /** Creates the configuration. */
  public JitPeersAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  JitOrchestrator jitOrchestrator(Environment environment, ListableBeanFactory beans) {
    return new OrchestratorAssembly(new JitProperties(environment), beans).build();
  }
}
