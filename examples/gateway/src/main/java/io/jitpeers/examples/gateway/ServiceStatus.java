package io.jitpeers.examples.gateway;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.statistics.DeviceStatus;
import io.jitpeers.statistics.JitStatistics;
import java.util.Map;
import java.util.stream.Collectors;

/** The gateway's state for the status line of {@code systemctl status}. */
final class ServiceStatus {
  private ServiceStatus() {}

  /**
   * Returns whether every orchestrator accepts packets and none of its stages hangs. An interface
   * that cannot be read, or an unreachable control plane, does not matter here, because a restart
   * would not help.
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
    if (!orchestrator.isRunning()) {
      text.append(", does not run");
    } else if (!orchestrator.device().map(DeviceStatus::readable).orElse(false)) {
      text.append(", the interface cannot be read");
    }
    if (statistics.waits().hangingStages() > 0) {
      text.append(", a stage does not go on");
    }
    if (!statistics.lookups().reachable()) {
      text.append(", the control plane does not answer");
    }
    if (statistics.revalidations().brakeEngaged()) {
      text.append(", the brake holds ").append(statistics.revalidations().heldNow());
    }
    return text.toString();
  }
}
