package io.jitpeers.spring;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.statistics.JitHealth;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Adds the gateway to the health endpoint of Spring Boot 4, as the component {@code jit}. The
 * property {@code management.health.jit.enabled=false} disables the component.
 */
@AutoConfiguration(after = JitPeersAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnEnabledHealthIndicator("jit")
@ConditionalOnSingleCandidate(JitOrchestrator.class)
public class JitBoot4HealthAutoConfiguration {

  /** Creates the configuration. */
  public JitBoot4HealthAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean(name = "jitHealthIndicator")
  HealthIndicator jitHealthIndicator(JitOrchestrator orchestrator) {
    return () -> {
      JitHealth health = orchestrator.health();
      Health.Builder report = HealthDetails.isUp(health) ? Health.up() : Health.down();
      return report.withDetails(HealthDetails.of(health, orchestrator)).build();
    };
  }
}
