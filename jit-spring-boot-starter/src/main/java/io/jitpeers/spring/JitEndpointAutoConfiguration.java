package io.jitpeers.spring;

import io.jitpeers.JitOrchestrator;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** Adds the actuator endpoint {@code jitpeers}, if it is exposed. */
@AutoConfiguration(after = JitPeersAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(JitPeersEndpoint.class)
@ConditionalOnSingleCandidate(JitOrchestrator.class)
public class JitEndpointAutoConfiguration {

  /** Creates the configuration. */
  public JitEndpointAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  JitPeersEndpoint jitPeersEndpoint(JitOrchestrator orchestrator) {
    return new JitPeersEndpoint(orchestrator);
  }
}
