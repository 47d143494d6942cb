package io.jitpeers.spring;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.JitListener;
import io.jitpeers.event.StageObserver;
import io.jitpeers.spi.StoreException;
import java.io.UncheckedIOException;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the orchestrator when everything else in the application has started, and closes it before
 * anything else stops: pending peers are finished while the beans that they need still work. An
 * orchestrator starts once, so a context that was stopped cannot be started again. Thread-safe.
 */
final class JitLifecycle implements SmartLifecycle {
  private final JitOrchestrator orchestrator;
  private final ListableBeanFactory beans;
  private final boolean autoStartup;

  JitLifecycle(JitOrchestrator orchestrator, ListableBeanFactory beans, boolean autoStartup) {
    this.orchestrator = orchestrator;
    this.beans = beans;
    this.autoStartup = autoStartup;
  }

  @Override
  public boolean isAutoStartup() {
    return autoStartup;
  }

  @Override
  public void start() {
    if (orchestrator.isRunning()) {
      return;
    }
    // Not when the orchestrator is built, so that a listener may depend on the orchestrator.
    beans.getBeanProvider(JitListener.class).orderedStream().forEach(orchestrator::addListener);
    beans
        .getBeanProvider(StageObserver.class)
        .orderedStream()
        .forEach(orchestrator::addStageObserver);
    try {
      orchestrator.start();
    } catch (StoreException | UncheckedIOException | IllegalStateException e) {
      throw new JitConfigurationException(e.getMessage(), e);
    }
  }

  /** Blocks until the orchestrator is closed, which takes a bounded time. */
  @Override
  public void stop() {
    orchestrator.close();
  }

  @Override
  public boolean isRunning() {
    return orchestrator.isRunning();
  }

  /** Spring 7 pauses contexts of tests that are not used; a closed orchestrator cannot go on. */
  // No @Override: Spring 6 has no such method.
  @SuppressWarnings({"MissingOverride", "UnusedMethod"})
  public boolean isPauseable() {
    return false;
  }
}
