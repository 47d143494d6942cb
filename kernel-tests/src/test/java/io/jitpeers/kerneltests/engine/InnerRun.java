package io.jitpeers.kerneltests.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs tests in another JVM or kernel. */
interface InnerRun {
  /**
   * Runs the tests and returns when the run is over.
   *
   * @param tests ids without their engine
   * @param parameters JUnit's configuration parameters
   * @param events receives the events, on the calling thread
   * @return why the run is incomplete; empty if it is complete
   */
  Optional<String> run(
      List<String> tests, Map<String, String> parameters, Consumer<RunEvent> events);
}
