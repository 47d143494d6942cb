package io.jitpeers.examples.gateway;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.spi.StoreException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The orchestrators of a gateway, one for each of its WireGuard interfaces. They share one packet
 * source. They start together and close together. Thread-safe.
 */
final class Gateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  private final Map<String, JitOrchestrator> orchestrators;
  private final Map<String, Integer> listenPorts;

  Gateway(Map<String, JitOrchestrator> orchestrators, Map<String, Integer> listenPorts) {
    this.orchestrators = Collections.unmodifiableMap(new LinkedHashMap<>(orchestrators));
    this.listenPorts = Collections.unmodifiableMap(new LinkedHashMap<>(listenPorts));
  }

  /**
   * Starts every orchestrator. If one cannot start, the caller has to close the gateway.
   *
   * @throws StoreException if an interface cannot be used
   * @throws java.io.UncheckedIOException if the packet source cannot start
   */
  void start() throws StoreException {
    for (JitOrchestrator orchestrator : orchestrators.values()) {
      orchestrator.start();
    }
  }

  /** Returns the orchestrators by interface name. */
  Map<String, JitOrchestrator> orchestrators() {
    return orchestrators;
  }

  /**
   * Returns each interface's listen port by the interface's name. The ports are those at the time
   * when the gateway was created.
   */
  Map<String, Integer> listenPorts() {
    return listenPorts;
  }

  /** Closes the orchestrators concurrently, because each may wait for its pending peers. */
  @Override
  public void close() {
    List<CompletableFuture<Void>> closing =
        orchestrators.values().stream()
            .map(orchestrator -> CompletableFuture.runAsync(orchestrator::close, Gateway::onThread))
            .toList();
    for (CompletableFuture<Void> one : closing) {
      one.exceptionally(
              failure -> {
                log.warn("an orchestrator could not be closed", failure);
                return null;
              })
          .join();
    }
  }

  private static void onThread(Runnable work) {
    new Thread(work, "jit-closing").start();
  }
}
