package io.jitpeers.spring;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.micrometer.JitObservations;
import io.jitpeers.micrometer.JitObservations.PeerNames;
import io.jitpeers.trace.ProvisioningTracer;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Observes each provisioning with the application's observation registry. The observations become
 * timers, and also spans if the application has a tracing bridge. {@code
 * jit.observations.peer-names=short-keys} lets spans contain peers' keys. Backs off if the
 * application has a {@link ProvisioningTracer} bean, because an orchestrator has at most one
 * tracer. Also backs off with {@code jit.observations.enabled=false}. An application that sets a
 * tracer on the builder itself must set {@code jit.observations.enabled} to false.
 */
@AutoConfiguration(
    after = JitPeersAutoConfiguration.class,
    // The names of the class in Boot 3 and in Boot 4.
    afterName = {
      "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration",
      "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
    })
@ConditionalOnClass({ObservationRegistry.class, JitObservations.class})
@ConditionalOnBean(ObservationRegistry.class)
@ConditionalOnMissingBean(ProvisioningTracer.class)
@ConditionalOnProperty(prefix = "jit.observations", name = "enabled", matchIfMissing = true)
@ConditionalOnSingleCandidate(JitOrchestrator.class)
public class JitObservationsAutoConfiguration {

  /** Creates the configuration. */
  public JitObservationsAutoConfiguration() {}

  // No other bean depends on this one, so it must not be lazy.
  @Bean
  @Lazy(false)
  @ConditionalOnMissingBean
  JitObservations jitObservations(
      JitOrchestrator orchestrator, ObservationRegistry registry, Environment environment) {
    PeerNames names =
        environment.getProperty(
            JitProperties.PREFIX + ".observations.peer-names", PeerNames.class, PeerNames.NONE);
    return new JitObservations(orchestrator, registry, names);
  }
}
