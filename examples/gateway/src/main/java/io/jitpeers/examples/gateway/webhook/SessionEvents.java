package io.jitpeers.examples.gateway.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.JitListener;
import io.jitpeers.event.PeerReading;
import io.jitpeers.examples.common.Endpoints;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a JSON object when a client of one interface connects or disconnects, and when the
 * interface is created anew or changes its key. Thread-safe.
 */
final class SessionEvents implements JitListener {
  private static final JsonFactory JSON = new JsonFactory();

  private final String interfaceName;
  private final Consumer<String> objects;
  private final TimeSource time;

  /**
   * Creates a writer.
   *
   * @param interfaceName the WireGuard interface
   * @param objects receives each object; does not block
   * @param time the clock for events that come without a time
   */
  SessionEvents(String interfaceName, Consumer<String> objects, TimeSource time) {
    this.interfaceName = interfaceName;
    this.objects = objects;
    this.time = time;
  }

  @Override
  public void onEvent(JitEvent event) {
    onEvent(event, time.wallTime());
  }

  @Override
  public void onEvent(JitEvent event, Instant happened) {
    if (event instanceof JitEvent.PeerConnected connected) {
      write("peer.connected", connected.key(), null, connected.reading(), happened);
    } else if (event instanceof JitEvent.PeerDisconnected gone) {
      write("peer.disconnected", gone.key(), gone.reason().label(), gone.reading(), happened);
    } else if (event instanceof JitEvent.DeviceChanged) {
      write("device.changed", null, null, PeerReading.NONE, happened);
    }
  }

  private void write(
      String type,
      @Nullable PublicKey key,
      @Nullable String reason,
      PeerReading reading,
      Instant happened) {
    StringWriter object = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(object)) {
      json.writeStartObject();
      json.writeStringField("type", type);
      json.writeStringField("at", text(happened));
      json.writeStringField("interface", interfaceName);
      if (key != null) {
        json.writeStringField("public_key", key.toBase64());
        writeReading(json, reading);
      }
      if (reason != null) {
        json.writeStringField("reason", reason);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON to a string failed", e);
    }
    objects.accept(object.toString());
  }

  private static void writeReading(JsonGenerator json, PeerReading reading) throws IOException {
    if (reading.endpoint() != null) {
      json.writeStringField("endpoint", Endpoints.text(reading.endpoint()));
    }
    if (reading.latestHandshake() != null) {
      json.writeStringField("latest_handshake", text(reading.latestHandshake()));
    }
    json.writeNumberField("rx_bytes", reading.rxBytes());
    json.writeNumberField("tx_bytes", reading.txBytes());
  }

  private static String text(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
