package io.jitpeers.spring;

import io.jitpeers.JitOrchestrator;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Starts the orchestrators when the application has started, and closes them when the application
 * stops. Orchestrator beans that the application created itself are included, but are not started
 * if they are already running. With {@code jit.auto-startup=false}, the application must call
 * {@link JitOrchestrator#start} itself.
 */
@AutoConfiguration(after = JitPeersAutoConfiguration.class)
@ConditionalOnProperty(prefix = "jit", name = "enabled", matchIfMissing = true)
@ConditionalOnBean(JitOrchestrator.class)
public class JitLifecycleAutoConfiguration {

  /** Creates the configuration. */
  public JitLifecycleAutoConfiguration() {}

  // If the parent context has this bean, a child context gets none, because closing the child
  // context would close the orchestrators of the parent.
  @Bean
  @ConditionalOnMissingBean
  JitLifecycle jitLifecycle(
      ObjectProvider<JitOrchestrator> orchestrators,
      ListableBeanFactory beans,
      Environment environment) {
    return new JitLifecycle(
        orchestrators.orderedStream().toList(),
        beans,
        environment.getProperty(JitProperties.PREFIX + ".auto-startup", Boolean.class, true));
  }
}
