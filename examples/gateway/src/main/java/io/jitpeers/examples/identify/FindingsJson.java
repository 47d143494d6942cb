package io.jitpeers.examples.identify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.jitpeers.wireguard.InitiationResult.Opened;
import io.jitpeers.wireguard.InitiationResult.Refused;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes findings for programs: one JSON object on each line.
 *
 * <pre>{@code
 * {
 *   "frame": 11,                       the frame's number, from 1, in the order of capture
 *   "source": "192.0.2.2:41709",       or "[2001:db8::2]:33311"
 *   "destination": "192.0.2.1:51820",
 *   "sender_index": 2795192662,        unsigned 32 bits
 *   "public_key": "…",                 base64
 *   "tai64n": "400000006b02…"          24 hexadecimal digits
 * }
 * }</pre>
 *
 * <p>For a refused initiation, the last two fields are replaced by {@code "reject"} with the
 * reason, such as {@code "bad_mac1"}.
 */
final class FindingsJson implements FindingWriter {
  private final JsonGenerator json;

  FindingsJson(OutputStream out) throws IOException {
    // Each line ends with a newline, including the last one. There is nothing else between objects.
    json = new JsonFactory().setRootValueSeparator("").createGenerator(out);
  }

  @Override
  public void write(Finding finding) throws IOException {
    json.writeStartObject();
    json.writeNumberField("frame", finding.frame());
    json.writeStringField("source", finding.source());
    json.writeStringField("destination", finding.destination());
    json.writeNumberField("sender_index", finding.senderIndex());
    if (finding.result() instanceof Opened opened) {
      json.writeStringField("public_key", opened.initiator().toBase64());
      json.writeStringField("tai64n", opened.timestamp().toString());
    } else if (finding.result() instanceof Refused refused) {
      json.writeStringField("reject", Finding.word(refused.reason()));
    }
    json.writeEndObject();
    json.writeRaw('\n');
  }

  @Override
  public void flush() throws IOException {
    json.flush();
  }
}
