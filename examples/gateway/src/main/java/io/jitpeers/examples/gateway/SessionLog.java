package io.jitpeers.examples.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.jitpeers.event.Disconnection;
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
 * bytes and the cause. A session begins when a client connects and ends when it disconnects: when
 * it completed no handshake for 180 s, or when its peer is removed from the device. A peer that
 * stays installed can have several sessions, one after the other. Thread-safe.
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
  private final Map<PublicKey, Session> sessions = new ConcurrentHashMap<>();

  /**
   * A peer's latest session.
   *
   * @param rxBefore the bytes that the data plane had counted before the session
   * @param txBefore likewise, in the other direction
   * @param ended whether it has ended; then the bytes are those before the next session
   */
  private record Session(
      Instant at,
      @Nullable InetSocketAddress endpoint,
      long rxBefore,
      long txBefore,
      boolean ended) {
    private static Session next(@Nullable Session before, Instant at, PeerReading reading) {
      return new Session(
          at,
          reading.endpoint(),
          before == null ? 0 : before.rxBefore(),
          before == null ? 0 : before.txBefore(),
          false);
    }

    private Session end(PeerReading reading) {
      return new Session(at, endpoint, reading.rxBytes(), reading.txBytes(), true);
    }

    private long rx(PeerReading reading) {
      return since(rxBefore, reading.rxBytes());
    }

    private long tx(PeerReading reading) {
      return since(txBefore, reading.txBytes());
    }

    /** A counter that moved backwards began again at zero. */
    private static long since(long before, long now) {
      return now < before ? now : now - before;
    }
  }

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
      sessions.remove(installed.key());
    } else if (event instanceof JitEvent.PeerConnected connected) {
      PeerReading reading = connected.reading();
      Instant at = reading.latestHandshake() == null ? happened : reading.latestHandshake();
      sessions.compute(connected.key(), (key, before) -> Session.next(before, at, reading));
    } else if (event instanceof JitEvent.PeerDisconnected silent
        && silent.reason() == Disconnection.SILENT) {
      silent(silent, happened);
    } else if (event instanceof JitEvent.PeerEvicted evicted) {
      removed(evicted.key(), evicted.reading(), evicted.label(), happened);
    } else if (event instanceof JitEvent.PeerLost lost) {
      removed(lost.key(), lost.reading(), "removed_by_somebody_else", happened);
    } else if (event instanceof JitEvent.DeviceChanged) {
      sessions.clear();
    }
  }

  private void silent(JitEvent.PeerDisconnected event, Instant at) {
    Session session = sessions.get(event.key());
    lines.accept(line(event.key(), session, event.reading(), event.reason().label(), at));
    Session begun = session == null ? Session.next(null, at, event.reading()) : session;
    sessions.put(event.key(), begun.end(event.reading()));
  }

  /** A peer that was removed had a session, unless its session had ended before. */
  private void removed(PublicKey key, PeerReading reading, String cause, Instant at) {
    Session session = sessions.remove(key);
    boolean open = session == null ? reading.latestHandshake() != null : !session.ended();
    if (open) {
      lines.accept(line(key, session, reading, cause, at));
    }
  }

  private String line(
      PublicKey key, @Nullable Session session, PeerReading reading, String cause, Instant at) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("interface", interfaceName);
      json.writeStringField("peer", key.toBase64());
      writeText(json, "first_endpoint", session == null ? null : text(session.endpoint()));
      writeText(json, "last_endpoint", text(reading.endpoint()));
      writeText(json, "from", session == null ? null : text(session.at()));
      writeText(json, "to", text(at));
      writeText(json, "latest_handshake", text(reading.latestHandshake()));
      long rx = session == null ? reading.rxBytes() : session.rx(reading);
      long tx = session == null ? reading.txBytes() : session.tx(reading);
      json.writeNumberField("rx_bytes", rx);
      json.writeNumberField("tx_bytes", tx);
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
