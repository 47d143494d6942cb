package io.jitpeers.examples.gateway.status;

import io.jitpeers.statistics.JitHealth;
import io.jitpeers.statistics.JitStatistics;

/** The state of an orchestrator, read once for an HTTP answer. Immutable. */
record InterfaceNow(JitStatistics statistics, Totals totals, JitHealth health) {
  static InterfaceNow of(InterfaceRecorder recorder) {
    JitStatistics statistics = recorder.orchestrator().statistics();
    return new InterfaceNow(
        statistics, recorder.totals(statistics), recorder.orchestrator().health());
  }
}
