package io.jitpeers.spring;

import io.jitpeers.JitOrchestratorBuilder;

/**
 * Changes the builder before the orchestrator is built. Beans of this type are called in their
 * {@linkplain org.springframework.core.annotation.Order order}, after the properties and the
 * application's own parts were set on the builder.
 */
@FunctionalInterface
public interface JitOrchestratorBuilderCustomizer {

  /**
   * Changes the builder, for example to set options for which there is no property. Called once, on
   * the thread that creates the orchestrator bean.
   *
   * @param builder the builder. This method must not call the builder's {@code build} method or
   *     store the builder
   */
  void customize(JitOrchestratorBuilder builder);
}
