package io.jitpeers.spring;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.micrometer.JitMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * Publishes the gateway's meters in each meter registry of the application. This needs the
 * actuator: Spring Boot then binds every meter binder that is a bean, such as {@link JitMetrics},
 * to the registries.
 */
@AutoConfiguration(
    after = JitPeersAutoConfiguration.class,
    // The names of the class in Boot 3 and in Boot 4.
    afterName = {
      "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
    })
@ConditionalOnClass({MeterRegistry.class, JitMetrics.class})
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnSingleCandidate(JitOrchestrator.class)
public class JitMetricsAutoConfiguration {

  /** Creates the configuration. */
  public JitMetricsAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  JitMetrics jitMetrics(JitOrchestrator orchestrator) {
    return new JitMetrics(orchestrator);
  }
}
