package io.jitpeers.examples.gateway;

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
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Formats one line of JSON for each session that ends on one interface: peer, addresses, times,
 * bytes and the cause. A session begins with a peer's first handshake and ends when the peer is
 * removed from the device. A peer without a completed handshake has no session. Thread-safe.
 *
 * <p>A session may have begun before this log listened, for example the session of a peer that was
 * found on the interface. Then the session's beginning is unknown, and its bytes are the totals of
 * the data plane.
 */
final class SessionLog implements JitListener {
  private static final JsonFactory JSON = new JsonFactory();

  private final String interfaceName;
  private final Consumer<String> lines;
  private final TimeSource time;
  private final Map<PublicKey, Begin> begun = new ConcurrentHashMap<>();

  /** The beginning of a session. */
  private record Begin(Instant at, @Nullable InetSocketAddress endpoint) {}

  /**
   * Creates a log.
   *
   * @param interfaceName the WireGuard interface
   * @param lines receives lines without line ends, on any thread
   * @param time the clock for events that come without a time
   */
  SessionLog(String interfaceName, Consumer<String> lines, TimeSource time) {
    this.interfaceName = interfaceName;
    this.lines = lines;
    this.time = time;
  }

  @Override
  public void onEvent(JitEvent event) {
    onEvent(event, time.wallTime());
  }

  @Override
  public void onEvent(JitEvent event, Instant happened) {
    if (event instanceof JitEvent.PeerInstalled installed && !installed.again()) {
      // An entry that exists belongs to the previous session: an event of a listing arrived late.
      begun.remove(installed.key());
    } else if (event instanceof JitEvent.PeerEstablished established) {
      PeerReading reading = established.reading();
      Instant at = reading.latestHandshake() == null ? happened : reading.latestHandshake();
      begun.put(established.key(), new Begin(at, reading.endpoint()));
    } else if (event instanceof JitEvent.PeerEvicted evicted) {
      end(evicted.key(), evicted.reading(), evicted.label(), happened);
    } else if (event instanceof JitEvent.PeerLost lost) {
      end(lost.key(), lost.reading(), "removed_by_somebody_else", happened);
    }
  }

  private void end(PublicKey key, PeerReading reading, String cause, Instant at) {
    Begin begin = begun.remove(key);
    if (begin != null || reading.latestHandshake() != null) {
      lines.accept(line(key, begin, reading, cause, at));
    }
  }

  private String line(
      PublicKey key, @Nullable Begin begin, PeerReading reading, String cause, Instant at) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("interface", interfaceName);
      json.writeStringField("peer", key.toBase64());
      writeText(json, "first_endpoint", begin == null ? null : text(begin.endpoint()));
      writeText(json, "last_endpoint", text(reading.endpoint()));
      writeText(json, "from", begin == null ? null : text(begin.at()));
      writeText(json, "to", text(at));
      writeText(json, "latest_handshake", text(reading.latestHandshake()));
      json.writeNumberField("rx_bytes", reading.rxBytes());
      json.writeNumberField("tx_bytes", reading.txBytes());
      json.writeStringField("cause", cause);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON to a string failed", e);
    }
    return line.toString();
  }

  private static void writeText(JsonGenerator json, String name, @Nullable String text)
      throws IOException {
    if (text == null) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, text);
    }
  }

  private static @Nullable String text(@Nullable InetSocketAddress endpoint) {
    return endpoint == null ? null : Endpoints.text(endpoint);
  }

  private static @Nullable String text(@Nullable Instant at) {
    return at == null ? null : at.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
