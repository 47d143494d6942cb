package io.jitpeers.examples.gateway.status;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** What {@code /health} answers. Documented in docs/status.md. */
final class HealthJson {
  private HealthJson() {}

  /** The worst of all. */
  static Health.State worst(Iterable<Health> all) {
    Health.State worst = Health.State.UP;
    for (Health health : all) {
      worst = worst.orWorse(health.state());
    }
    return worst;
  }

  static String label(Health.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  static void write(JsonGenerator json, Map<String, Health> interfaces) throws IOException {
    json.writeStartObject();
    json.writeStringField("status", label(worst(interfaces.values())));
    json.writeObjectFieldStart("interfaces");
    for (Map.Entry<String, Health> entry : interfaces.entrySet()) {
      json.writeFieldName(entry.getKey());
      writeOne(json, entry.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /** One interface's, also for {@code /status.json}. */
  static void writeOne(JsonGenerator json, Health health) throws IOException {
    json.writeStartObject();
    json.writeStringField("status", label(health.state()));
    json.writeBooleanField("running", health.running());
    json.writeBooleanField("device_readable", health.deviceReadable());
    json.writeBooleanField("control_plane_reachable", health.controlPlaneReachable());
    json.writeBooleanField("sweeps_failing", health.sweepsFailing());
    json.writeBooleanField("losing_packets", health.losingPackets());
    json.writeBooleanField("brake_engaged", health.brakeEngaged());
    json.writeBooleanField("hanging", health.hanging());
    json.writeArrayFieldStart("problems");
    for (String problem : health.problems()) {
      json.writeString(problem);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
