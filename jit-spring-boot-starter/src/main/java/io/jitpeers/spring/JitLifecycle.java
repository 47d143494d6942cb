package io.jitpeers.spring;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.JitListener;
import io.jitpeers.event.StageObserver;
import io.jitpeers.spi.StoreException;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the orchestrators when the rest of the application has started. Closes the orchestrators
 * before the rest stops: the beans that provisioning needs still work while provisioning in
 * progress is finished. The phase is {@link SmartLifecycle#DEFAULT_PHASE}, which starts last and
 * stops first. An orchestrator can be started only once, so a context that was stopped cannot be
 * started again. Thread-safe.
 */
final class JitLifecycle implements SmartLifecycle, SmartInitializingSingleton {
  private final List<JitOrchestrator> orchestrators;
  private final ListableBeanFactory beans;
  private final boolean autoStartup;

  JitLifecycle(
      List<JitOrchestrator> orchestrators, ListableBeanFactory beans, boolean autoStartup) {
    this.orchestrators = orchestrators;
    this.beans = beans;
    this.autoStartup = autoStartup;
  }

  /**
   * Adds the listeners to the orchestrators. The listeners are added after the orchestrators are
   * built, so that a listener bean may depend on an orchestrator. They are not added in {@link
   * #start()}, because the application may start an orchestrator itself.
   */
  @Override
  public void afterSingletonsInstantiated() {
    for (JitOrchestrator orchestrator : orchestrators) {
      beans.getBeanProvider(JitListener.class).orderedStream().forEach(orchestrator::addListener);
      beans
          .getBeanProvider(StageObserver.class)
          .orderedStream()
          .forEach(orchestrator::addStageObserver);
    }
  }

  @Override
  public boolean isAutoStartup() {
    return autoStartup;
  }

  @Override
  public void start() {
    for (JitOrchestrator orchestrator : orchestrators) {
      if (!orchestrator.isRunning()) {
        start(orchestrator);
      }
    }
  }

  private static void start(JitOrchestrator orchestrator) {
    try {
      orchestrator.start();
    } catch (StoreException | UncheckedIOException | IllegalStateException e) {
      throw new JitConfigurationException(e.getMessage(), e);
    } catch (LinkageError e) {
      throw new JitConfigurationException("native code cannot be called: " + e.getMessage(), e);
    }
  }

  /** Blocks until the orchestrators are closed, which takes a bounded time. */
  @Override
  public void stop() {
    orchestrators.forEach(JitOrchestrator::close);
  }

  @Override
  public boolean isRunning() {
    return orchestrators.stream().anyMatch(JitOrchestrator::isRunning);
  }

  /**
   * Returns false: the context must not be paused. Spring 7 pauses the contexts of tests while they
   * are unused, but a closed orchestrator cannot be started again.
   */
  // No @Override: Spring 6 has no such method.
  @SuppressWarnings({"MissingOverride", "UnusedMethod"})
  public boolean isPauseable() {
    return false;
  }
}
