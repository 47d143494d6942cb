package io.jitpeers.examples.gateway.status;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jitpeers.event.Stage;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.examples.gateway.status.InterfaceRecorder.Swept;
import io.jitpeers.examples.gateway.status.LatencyHistogram.Counts;
import io.jitpeers.spi.ConfigSourceStatistics;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.statistics.DeviceStatus;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.wireguard.ShortKeys;
import io.jitpeers.wireguard.Tai64n;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Writes one interface of {@code /status.json}. */
final class InterfaceJson {
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  /**
   * The maximum number of characters in the reason of a refusal. A longer reason, for example from
   * a control plane, is cut off.
   */
  private static final int LONGEST_REASON = 240;

  private final JsonGenerator json;
  private final InterfaceRecorder recorder;
  private final InterfaceNow now;

  InterfaceJson(JsonGenerator json, InterfaceRecorder recorder, InterfaceNow now) {
    this.json = json;
    this.recorder = recorder;
    this.now = now;
  }

  void write(long seriesAfter) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", recorder.name());
    json.writeStringField("at", now.statistics().at().truncatedTo(ChronoUnit.MILLIS).toString());
    DeviceStatus device = recorder.orchestrator().device().orElse(null);
    if (device == null) {
      json.writeNullField("listen_port");
    } else {
      json.writeNumberField("listen_port", device.listenPort());
    }
    json.writeFieldName("health");
    HealthJson.writeOne(json, now);
    writeSizes();
    writeRates();
    writeCounters();
    json.writeObjectFieldStart("latency_ms");
    json.writeNumberField("window_seconds", StageLatencies.WINDOW.toSeconds());
    for (Stage stage : Stage.values()) {
      writeLatency(stage);
    }
    json.writeEndObject();
    writeLastSweep();
    writeEvictions();
    writeRefusals();
    writeClocksBehind();
    json.writeObjectFieldStart("series");
    writeSeries("hour", recorder.lastHour(), seriesAfter);
    writeSeries("day", recorder.lastDay(), seriesAfter);
    json.writeEndObject();
    json.writeEndObject();
  }

  private void writeSizes() throws IOException {
    JitStatistics statistics = now.statistics();
    json.writeNumberField("resident", statistics.resident());
    json.writeNumberField("pending", statistics.pending());
    json.writeNumberField("queued", statistics.queued());
    json.writeObjectFieldStart("limits");
    writeLimit("resident", recorder.orchestrator().provisioningOptions().maxResidentPeers());
    writeLimit("pending", recorder.orchestrator().provisioningOptions().maxPending());
    writeLimit("sweepable", statistics.sweeps().suggestedLimit());
    json.writeEndObject();
  }

  /** Writes a limit; the largest integer means no limit, and is written as null. */
  private void writeLimit(String name, int limit) throws IOException {
    if (limit == Integer.MAX_VALUE) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, limit);
    }
  }

  private void writeRates() throws IOException {
    json.writeObjectFieldStart("per_second");
    Totals before = recorder.aMinuteAgo();
    Totals after = now.totals();
    Totals from = before == null ? after : before;
    double seconds = Math.max(1, (after.nanos() - from.nanos()) / NANOS_PER_SECOND);
    writeRate("received", after.received() - from.received(), seconds);
    writeRate("installed", after.installed() - from.installed(), seconds);
    writeRate("evicted", after.evicted() - from.evicted(), seconds);
    writeRate("lookups", after.lookups() - from.lookups(), seconds);
    json.writeEndObject();
  }

  private void writeRate(String name, long count, double seconds) throws IOException {
    json.writeNumberField(name, Math.round(count / seconds * 100) / 100.0);
  }

  private void writeRevalidations(JitStatistics.Revalidations revalidations) throws IOException {
    json.writeObjectFieldStart("revalidations");
    json.writeNumberField("asked", revalidations.asked());
    json.writeNumberField("not_modified", revalidations.notModified());
    json.writeNumberField("changed", revalidations.changed());
    json.writeNumberField("revoked", revalidations.revoked());
    json.writeNumberField("refused", revalidations.refused());
    json.writeNumberField("failed", revalidations.failed());
    json.writeNumberField("hints", revalidations.hints());
    json.writeNumberField("refused_now", revalidations.refusedNow());
    json.writeNumberField("held_now", revalidations.heldNow());
    json.writeNumberField("most_overdue_seconds", revalidations.mostOverdue().toSeconds());
    json.writeEndObject();
  }

  private void writeCounters() throws IOException {
    JitStatistics statistics = now.statistics();
    json.writeObjectFieldStart("totals");
    json.writeNumberField("received", statistics.received());
    json.writeNumberField("installed", now.totals().installed());
    json.writeNumberField("installed_again", statistics.store().installedAgain());
    json.writeNumberField("lookups", statistics.lookups().asked());
    json.writeNumberField("evicted", now.totals().evicted());
    json.writeNumberField("lost", statistics.lost());
    json.writeNumberField("store_failures", statistics.store().failures());
    json.writeNumberField("device_changes", statistics.deviceChanges());
    json.writeNumberField("rx_bytes", statistics.traffic().rxBytes());
    json.writeNumberField("tx_bytes", statistics.traffic().txBytes());
    json.writeNumberField("clocks_behind", statistics.clocks().behind());
    json.writeNumberField("timestamp_resets", statistics.clocks().resets());
    json.writeNumberField("sweeps", statistics.sweeps().completed());
    json.writeNumberField("sweeps_failed", statistics.sweeps().failed());
    json.writeEndObject();
    writeRevalidations(statistics.revalidations());
    writeCounts("outcomes", statistics.outcomes());
    writeCounts("evictions_by_cause", statistics.evictions());
    writeNumbers("evictions_by_policy", statistics.policyEvictions());
    writeConfigSource(statistics.configSource());
    json.writeObjectFieldStart("sources");
    for (Map.Entry<String, SourceStatistics> source : statistics.sources().entrySet()) {
      json.writeObjectFieldStart(source.getKey());
      json.writeNumberField("received", source.getValue().received());
      json.writeNumberField("dropped_by_kernel", source.getValue().droppedByKernel());
      json.writeNumberField("dropped_by_source", source.getValue().droppedBySource());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /** Writes the counts that are not zero, in the order of the enum. */
  private <E extends Enum<E>> void writeCounts(String name, Map<E, ? extends Number> counts)
      throws IOException {
    json.writeObjectFieldStart(name);
    if (!counts.isEmpty()) {
      for (Map.Entry<E, ? extends Number> entry : new EnumMap<>(counts).entrySet()) {
        if (entry.getValue().longValue() != 0) {
          json.writeNumberField(label(entry.getKey()), entry.getValue().longValue());
        }
      }
    }
    json.writeEndObject();
  }

  /**
   * Writes the config source's own numbers and states, under the names that the config source gives
   * them. Zeros are omitted.
   */
  private void writeConfigSource(ConfigSourceStatistics source) throws IOException {
    json.writeObjectFieldStart("config_source");
    writeNumbers("counters", source.counters());
    writeNumbers("sizes", source.gauges());
    json.writeObjectFieldStart("states");
    for (Map.Entry<String, Enum<?>> state : new TreeMap<>(source.states()).entrySet()) {
      json.writeStringField(state.getKey(), label(state.getValue()));
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Writes the numbers that are not zero, in the order of their names. */
  private void writeNumbers(String name, Map<String, Long> numbers) throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> number : new TreeMap<>(numbers).entrySet()) {
      if (number.getValue() != 0) {
        json.writeNumberField(number.getKey(), number.getValue());
      }
    }
    json.writeEndObject();
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private void writeLatency(Stage stage) throws IOException {
    Counts recent = recorder.latencies().recent(stage);
    json.writeObjectFieldStart(label(stage));
    json.writeNumberField("count", recent.total());
    if (recent.total() > 0) {
      json.writeNumberField("p50", millis(recent.atMost(0.5)));
      json.writeNumberField("p90", millis(recent.atMost(0.9)));
      json.writeNumberField("p99", millis(recent.atMost(0.99)));
      json.writeNumberField("max", millis(recent.atMost(1)));
    }
    json.writeEndObject();
  }

  private static double millis(long nanos) {
    return Math.round(nanos / NANOS_PER_MILLI * 1000) / 1000.0;
  }

  private static double millis(Duration duration) {
    return millis(duration.toNanos());
  }

  private void writeLastSweep() throws IOException {
    json.writeFieldName("last_sweep");
    Swept swept = recorder.lastSweep();
    if (swept == null) {
      json.writeNull();
      return;
    }
    SweepReport report = swept.report();
    json.writeStartObject();
    writeTime(swept.at());
    json.writeBooleanField("dry_run", report.dryRun());
    json.writeNumberField("listed", report.listed());
    json.writeBooleanField("complete", report.complete());
    writeCounts("evicted", report.evicted());
    writeCounts("held_back", report.heldBack());
    json.writeNumberField("lost", report.lost());
    json.writeNumberField("resident", report.resident());
    json.writeNumberField("listing_ms", millis(report.listingTime()));
    json.writeNumberField("total_ms", millis(report.totalTime()));
    json.writeEndObject();
  }

  private void writeTime(Instant at) throws IOException {
    json.writeStringField("at", at.truncatedTo(ChronoUnit.MILLIS).toString());
  }

  private void writeEvictions() throws IOException {
    json.writeArrayFieldStart("last_evictions");
    for (InterfaceRecorder.Evicted evicted : recorder.evictions()) {
      json.writeStartObject();
      writeTime(evicted.at());
      json.writeStringField("peer", ShortKeys.of(evicted.key()));
      json.writeStringField("cause", evicted.cause());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeRefusals() throws IOException {
    json.writeArrayFieldStart("last_refusals");
    for (InterfaceRecorder.Refused refused : recorder.refusals()) {
      json.writeStartObject();
      writeTime(refused.at());
      json.writeStringField("peer", ShortKeys.of(refused.key()));
      json.writeStringField("outcome", label(refused.outcome()));
      json.writeStringField("reason", shortReason(refused.reason()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeClocksBehind() throws IOException {
    json.writeArrayFieldStart("last_clocks_behind");
    for (InterfaceRecorder.ClockBehind behind : recorder.clocksBehind()) {
      json.writeStartObject();
      writeTime(behind.at());
      json.writeStringField("peer", ShortKeys.of(behind.key()));
      json.writeStringField("newest", timeOf(behind.newest()));
      json.writeStringField("seen", timeOf(behind.seen()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /**
   * Returns a timestamp of a client as a time, or in hexadecimal form if it is not a valid time.
   */
  private static String timeOf(Tai64n timestamp) {
    return timestamp
        .toInstant()
        .map(time -> time.truncatedTo(ChronoUnit.SECONDS).toString())
        .orElseGet(timestamp::toString);
  }

  private static String shortReason(String reason) {
    String shortened = ShortKeys.in(reason);
    return shortened.length() <= LONGEST_REASON
        ? shortened
        : shortened.substring(0, LONGEST_REASON - 1) + "…";
  }

  private void writeSeries(String name, IntervalSeries series, long after) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("interval_seconds", series.interval().toSeconds());
    json.writeArrayFieldStart("points");
    for (IntervalSeries.Point point : series.after(after)) {
      json.writeStartArray();
      json.writeNumber(point.epochMillis());
      json.writeNumber(point.resident());
      json.writeNumber(point.pending());
      json.writeNumber(point.installed());
      json.writeNumber(point.evicted());
      if (point.firstPackets().count() > 0) {
        json.writeNumber(millis(point.firstPackets().p50()));
        json.writeNumber(millis(point.firstPackets().p99()));
      } else {
        json.writeNull();
        json.writeNull();
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
