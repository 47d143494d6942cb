package io.jitpeers.examples.gateway;

import io.jitpeers.event.Outcome;
import io.jitpeers.statistics.JitStatistics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the totals of each interface when a gateway ends. */
final class Totals {
  private static final Logger log = LoggerFactory.getLogger(Totals.class);

  private Totals() {}

  /** Logs one line for each interface and a final line. */
  static void log(Gateway gateway) {
    gateway.orchestrators().forEach((name, orchestrator) -> log(name, orchestrator.statistics()));
    log.info("gateway stopped");
  }

  private static void log(String interfaceName, JitStatistics statistics) {
    long evicted = statistics.evictions().values().stream().mapToLong(Long::longValue).sum();
    log.atInfo()
        .addKeyValue("interface", interfaceName)
        .addKeyValue("received", statistics.received())
        .addKeyValue("installed", statistics.count(Outcome.INSTALLED))
        .addKeyValue("already_resident", statistics.count(Outcome.ALREADY_RESIDENT))
        .addKeyValue("evicted", evicted)
        .addKeyValue("lookups", statistics.lookups().asked())
        .addKeyValue("rx_bytes", statistics.traffic().rxBytes())
        .addKeyValue("tx_bytes", statistics.traffic().txBytes())
        .addKeyValue("left_resident", statistics.resident())
        .log("totals");
  }
}
