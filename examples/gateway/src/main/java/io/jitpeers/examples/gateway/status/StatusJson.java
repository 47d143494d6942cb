package io.jitpeers.examples.gateway.status;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jitpeers.statistics.JitHealth;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Writes the answer of {@code /status.json}. docs/status.md documents the format. */
final class StatusJson {
  private final JsonGenerator json;
  private final long seriesAfter;

  /**
   * Creates a writer for one answer.
   *
   * @param seriesAfter a time in milliseconds since 1970; points of the series up to this time are
   *     left out, because the client has them already
   */
  StatusJson(JsonGenerator json, long seriesAfter) {
    this.json = json;
    this.seriesAfter = seriesAfter;
  }

  /** The fields that all interfaces share. */
  record Gateway(String version, Instant now, Instant startedAt, Duration uptime) {}

  void write(Gateway gateway, Map<InterfaceRecorder, InterfaceNow> interfaces) throws IOException {
    json.writeStartObject();
    JitHealth.State worst =
        HealthJson.worst(interfaces.values().stream().map(InterfaceNow::health).toList());
    json.writeStringField("status", worst.label());
    json.writeStringField("version", gateway.version());
    json.writeNumberField("now", gateway.now().toEpochMilli());
    json.writeStringField("started_at", gateway.startedAt().truncatedTo(ChronoUnit.SECONDS) + "");
    json.writeNumberField("uptime_seconds", gateway.uptime().toSeconds());
    json.writeArrayFieldStart("interfaces");
    for (Map.Entry<InterfaceRecorder, InterfaceNow> entry : interfaces.entrySet()) {
      new InterfaceJson(json, entry.getKey(), entry.getValue()).write(seriesAfter);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
