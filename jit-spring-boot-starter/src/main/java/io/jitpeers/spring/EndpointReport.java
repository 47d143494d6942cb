package io.jitpeers.spring;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.statistics.DeviceStatus;
import io.jitpeers.statistics.JitSnapshot;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Creates the reports of the actuator endpoint {@code jitpeers}, as maps that every version of
 * Jackson serializes in the same way. Thread-safe.
 */
final class EndpointReport {
  private static final double MILLIS_PER_SECOND = 1000;

  private final JitOrchestrator orchestrator;

  EndpointReport(JitOrchestrator orchestrator) {
    this.orchestrator = orchestrator;
  }

  /** Returns the health, the device, counters, and at most the given number of resident peers. */
  Map<String, Object> snapshot(int limit) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("health", HealthDetails.of(orchestrator.health(), orchestrator));
    orchestrator.device().ifPresent(device -> report.put("device", device(device)));
    JitSnapshot snapshot = orchestrator.snapshot();
    report.put("at", snapshot.at().toString());
    report.put("statistics", statistics(snapshot.statistics()));
    report.put("peers", snapshot.hotSet().stream().limit(limit).map(EndpointReport::peer).toList());
    return report;
  }

  private static Map<String, Object> device(DeviceStatus device) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("name", device.name());
    report.put("publicKey", device.publicKey().toBase64());
    report.put("listenPort", device.listenPort());
    report.put("readable", device.readable());
    return report;
  }

  private static Map<String, Object> statistics(JitStatistics statistics) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("resident", statistics.resident());
    report.put("pending", statistics.pending());
    report.put("received", statistics.received());
    report.put("outcomes", counts(statistics.outcomes()));
    report.put("evictions", counts(statistics.evictions()));
    report.put("lookups", statistics.lookups().asked());
    report.put("controlPlane", label(statistics.lookups().controlPlane()));
    report.put("sweeps", statistics.sweeps().completed());
    report.put("heldByBrake", statistics.revalidations().heldNow());
    report.put("rxBytes", statistics.traffic().rxBytes());
    report.put("txBytes", statistics.traffic().txBytes());
    return report;
  }

  /** Returns counts by label, without zeros. */
  static <E extends Enum<E>> Map<String, Number> counts(Map<E, ? extends Number> counts) {
    Map<String, Number> report = new TreeMap<>();
    counts.forEach(
        (constant, count) -> {
          if (count.longValue() != 0) {
            report.put(label(constant), count);
          }
        });
    return report;
  }

  static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the orchestrator's explanation of why the peer with the given key can or cannot connect
   * ({@link JitOrchestrator#explain}).
   */
  Map<String, Object> explanation(PublicKey key) {
    return ExplanationReport.of(orchestrator.explain(key));
  }

  static Map<String, Object> peer(ResidentPeer peer) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("publicKey", peer.key().toBase64());
    report.put("state", label(peer.state()));
    report.put("origin", label(peer.origin()));
    report.put("pinned", peer.pinned());
    report.put("installedSecondsAgo", seconds(peer.sinceInstalled()));
    report.put("handshakeSecondsAgo", seconds(peer.sinceHandshake()));
    report.put("idleSeconds", seconds(peer.idle()));
    report.put("endpoint", endpoint(peer));
    report.put("rxBytes", peer.rxBytes());
    report.put("txBytes", peer.txBytes());
    report.put("expiresInSeconds", seconds(peer.untilExpiry()));
    return report;
  }

  private static @Nullable String endpoint(ResidentPeer peer) {
    return peer.endpoint() == null ? null : text(peer.endpoint());
  }

  /** Returns an address and port; an IPv6 address is in brackets. */
  static String text(InetSocketAddress endpoint) {
    String address = endpoint.getAddress().getHostAddress();
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + endpoint.getPort();
  }

  static @Nullable Double seconds(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis() / MILLIS_PER_SECOND;
  }
}
