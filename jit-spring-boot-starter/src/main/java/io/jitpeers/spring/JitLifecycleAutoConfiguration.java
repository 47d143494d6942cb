package io.jitpeers.spring;

import io.jitpeers.JitOrchestrator;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Starts the orchestrator when the application has started, and closes it when the application
 * stops. Applies to an orchestrator that the application made itself, too, unless it is running
 * already. With {@code jit.auto-startup=false} the application calls {@link JitOrchestrator#start}.
 */
@AutoConfiguration(after = JitPeersAutoConfiguration.class)
@ConditionalOnProperty(prefix = "jit", name = "enabled", matchIfMissing = true)
@ConditionalOnSingleCandidate(JitOrchestrator.class)
public class JitLifecycleAutoConfiguration {

  /** Creates the configuration. */
  public JitLifecycleAutoConfiguration() {}

  @Bean
  JitLifecycle jitLifecycle(
      JitOrchestrator orchestrator, ListableBeanFactory beans, Environment environment) {
    return new JitLifecycle(
        orchestrator,
        beans,
        environment.getProperty(JitProperties.PREFIX + ".auto-startup", Boolean.class, true));
  }
}
