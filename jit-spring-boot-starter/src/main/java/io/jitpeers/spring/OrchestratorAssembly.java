package io.jitpeers.spring;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.JitOrchestratorBuilder;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;

/** Builds the orchestrator from properties and beans. Used once. */
final class OrchestratorAssembly {
  private static final Logger log = LoggerFactory.getLogger(OrchestratorAssembly.class);

  private final JitProperties properties;
  private final ListableBeanFactory beans;

  OrchestratorAssembly(JitProperties properties, ListableBeanFactory beans) {
    this.properties = properties;
    this.beans = beans;
  }

  JitOrchestrator build() {
    OwnParts parts = new OwnParts(beans);
    JitOrchestratorBuilder builder = builder(parts);
    boolean built = false;
    try {
      parts.setOn(builder);
      beans
          .getBeanProvider(JitOrchestratorBuilderCustomizer.class)
          .orderedStream()
          .forEach(customizer -> customizer.customize(builder));
      JitOrchestrator orchestrator = built(builder);
      built = true;
      return orchestrator;
    } finally {
      if (!built) {
        builder.discard();
      }
    }
  }

  private JitOrchestratorBuilder builder(OwnParts parts) {
    String fleet = properties.setting("fleet").orElse("");
    List<String> replaced = new ArrayList<>();
    var settings =
        properties.settings(
            key -> {
              boolean ignored = parts.replace(key, fleet);
              if (ignored) {
                replaced.add(JitProperties.PREFIX + "." + key);
              }
              return !ignored;
            });
    if (!replaced.isEmpty()) {
      log.info("beans take the place of parts, so these properties have no effect: {}", replaced);
    }
    try {
      return JitOrchestrator.builder(settings);
    } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
      throw new JitConfigurationException(e.getMessage(), e);
    } catch (LinkageError e) {
      throw new JitConfigurationException("native code cannot be called: " + e.getMessage(), e);
    }
  }

  private static JitOrchestrator built(JitOrchestratorBuilder builder) {
    try {
      return builder.build();
    } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
      throw new JitConfigurationException(e.getMessage(), e);
    }
  }
}
