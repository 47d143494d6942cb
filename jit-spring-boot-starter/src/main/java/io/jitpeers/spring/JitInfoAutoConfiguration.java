package io.jitpeers.spring;

import io.jitpeers.JitOrchestrator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * Adds the gateway's device to the info endpoint: its name, port and public key, and the
 * implementation of X25519. The property {@code management.info.jit.enabled=false} removes the
 * device from the info endpoint.
 */
@AutoConfiguration(after = JitPeersAutoConfiguration.class)
@ConditionalOnClass(InfoContributor.class)
@ConditionalOnEnabledInfoContributor("jit")
@ConditionalOnSingleCandidate(JitOrchestrator.class)
public class JitInfoAutoConfiguration {

  /** Creates the configuration. */
  public JitInfoAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean(name = "jitInfoContributor")
  InfoContributor jitInfoContributor(JitOrchestrator orchestrator) {
    return builder -> builder.withDetail("jit", info(orchestrator));
  }

  private static Map<String, Object> info(JitOrchestrator orchestrator) {
    Map<String, Object> info = new LinkedHashMap<>();
    orchestrator
        .device()
        .ifPresent(
            device -> {
              info.put("interface", device.name());
              info.put("listenPort", device.listenPort());
              info.put("publicKey", device.publicKey().toBase64());
            });
    info.put("x25519", orchestrator.statistics().x25519());
    return info;
  }
}
