package io.jitpeers.spring;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.statistics.JitHealth;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Creates the status and the details that the health indicators of Spring Boot 3 and Spring Boot 4
 * report.
 */
final class HealthDetails {
  private HealthDetails() {}

  /**
   * Returns whether new clients are served. A degraded gateway still serves new clients, so a load
   * balancer should continue to use it. The problems of the gateway are listed in the details.
   */
  static boolean isUp(JitHealth health) {
    return health.state() != JitHealth.State.DOWN;
  }

  /** Returns the details: state, problems, the device's name and the number of resident peers. */
  static Map<String, Object> of(JitHealth health, JitOrchestrator orchestrator) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("state", health.state().label());
    Map<String, String> problems = new LinkedHashMap<>();
    health
        .problems()
        .forEach(problem -> problems.put(problem.reason().label(), problem.sentence()));
    if (!problems.isEmpty()) {
      details.put("problems", problems);
    }
    orchestrator.device().ifPresent(device -> details.put("interface", device.name()));
    details.put("resident", orchestrator.statistics().resident());
    return details;
  }
}
