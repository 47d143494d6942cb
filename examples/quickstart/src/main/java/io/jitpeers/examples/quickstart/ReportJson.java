package io.jitpeers.examples.quickstart;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.jitpeers.event.Stage;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;

/** Writes a report as one JSON object on one line. */
final class ReportJson {
  private ReportJson() {}

  static String write(Report report) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("provisioned", report.provisioned());
      json.writeNumberField("evicted", report.evictedInAll());
      json.writeNumberField("reprovisioned", report.reprovisioned());
      json.writeObjectFieldStart("rejected");
      for (Map.Entry<String, Long> entry : report.rejected().entrySet()) {
        json.writeNumberField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      json.writeObjectFieldStart("first_packet_micros");
      json.writeNumberField("p50", report.micros(Stage.FIRST_PACKET, 50));
      json.writeNumberField("p99", report.micros(Stage.FIRST_PACKET, 99));
      json.writeEndObject();
      json.writeBooleanField("ok", report.failure().isEmpty());
      if (report.failure().isPresent()) {
        json.writeStringField("failed", report.failure().get().getMessage());
      }
      json.writeEndObject();
    }
    return text.toString();
  }
}
