package io.jitpeers.examples.gateway.status;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jitpeers.statistics.JitHealth;
import io.jitpeers.statistics.JitHealth.Reason;
import java.io.IOException;
import java.util.Map;

/** Writes the answer of {@code /health}. docs/status.md documents the format. */
final class HealthJson {
  private HealthJson() {}

  /** Returns the worst of all states. */
  static JitHealth.State worst(Iterable<JitHealth> all) {
    JitHealth.State worst = JitHealth.State.UP;
    for (JitHealth health : all) {
      worst = worst.orWorse(health.state());
    }
    return worst;
  }

  static void write(JsonGenerator json, Map<String, InterfaceNow> interfaces) throws IOException {
    json.writeStartObject();
    json.writeStringField(
        "status", worst(interfaces.values().stream().map(InterfaceNow::health).toList()).label());
    json.writeObjectFieldStart("interfaces");
    for (Map.Entry<String, InterfaceNow> entry : interfaces.entrySet()) {
      json.writeFieldName(entry.getKey());
      writeOne(json, entry.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Writes the health of one interface, as in {@code /health} and {@code /status.json}. */
  static void writeOne(JsonGenerator json, InterfaceNow now) throws IOException {
    JitHealth health = now.health();
    boolean running = !health.has(Reason.NOT_RUNNING);
    json.writeStartObject();
    json.writeStringField("status", health.state().label());
    json.writeStringField("at", health.at().toString());
    json.writeBooleanField("running", running);
    json.writeBooleanField("device_readable", running && !health.has(Reason.DEVICE_UNREADABLE));
    json.writeStringField("control_plane", now.statistics().lookups().controlPlane().label());
    json.writeBooleanField(
        "control_plane_reachable", !health.has(Reason.CONTROL_PLANE_UNREACHABLE));
    json.writeBooleanField("sweeps_failing", health.has(Reason.SWEEPS_FAILING));
    json.writeBooleanField("losing_packets", health.has(Reason.LOSING_PACKETS));
    json.writeBooleanField("brake_engaged", health.has(Reason.BRAKE_ENGAGED));
    json.writeBooleanField(
        "hanging", health.has(Reason.CALLS_HANGING) || health.has(Reason.STAGES_HANGING));
    json.writeArrayFieldStart("reasons");
    for (JitHealth.Problem problem : health.problems()) {
      json.writeString(problem.reason().label());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("problems");
    for (JitHealth.Problem problem : health.problems()) {
      json.writeString(problem.sentence());
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
