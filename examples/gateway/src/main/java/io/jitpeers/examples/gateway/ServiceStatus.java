package io.jitpeers.examples.gateway;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.statistics.JitHealth;
import io.jitpeers.statistics.JitStatistics;
import java.util.Map;
import java.util.stream.Collectors;

/** The gateway's state for the status line of {@code systemctl status}. */
final class ServiceStatus {
  private ServiceStatus() {}

  /**
   * Returns whether every orchestrator accepts packets and none of its stages hangs. An interface
   * that cannot be read, or an unreachable control plane, does not matter here, because a restart
   * of the gateway would not help.
   */
  static boolean isAlive(Map<String, JitOrchestrator> orchestrators) {
    return orchestrators.values().stream().allMatch(ServiceStatus::isAlive);
  }

  private static boolean isAlive(JitOrchestrator orchestrator) {
    return orchestrator.isRunning() && orchestrator.statistics().waits().hangingStages() == 0;
  }

  /** Returns one line for all interfaces, without a key or an address. */
  static String of(Map<String, JitOrchestrator> orchestrators) {
    return orchestrators.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + of(entry.getValue()))
        .collect(Collectors.joining("; "));
  }

  private static String of(JitOrchestrator orchestrator) {
    JitStatistics statistics = orchestrator.statistics();
    StringBuilder text = new StringBuilder();
    text.append(statistics.resident()).append(" peers, ").append(statistics.pending());
    text.append(" on their way in");
    for (JitHealth.Problem problem : orchestrator.health().problems()) {
      text.append(", ").append(words(problem.reason(), statistics));
    }
    return text.toString();
  }

  /** Returns a few words about a problem, for the status line about all interfaces. */
  private static String words(JitHealth.Reason reason, JitStatistics statistics) {
    return switch (reason) {
      case NOT_RUNNING -> "does not run";
      case DEVICE_UNREADABLE -> "the interface cannot be read";
      case CONTROL_PLANE_UNREACHABLE -> "the control plane does not answer";
      case STAGES_HANGING -> "a stage hangs";
      case BRAKE_ENGAGED -> "the brake holds " + statistics.revalidations().heldNow() + " peers";
      default -> reason.label().replace('_', ' ');
    };
  }
}
