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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Formats one line of JSON for each session that ends on one interface. The line contains the peer,
 * addresses, times, byte counts and the cause of the end. A session begins when a client connects.
 * It ends when the client has completed no handshake for 180 s, or when its peer is removed from
 * the device. All sessions end when the device is deleted and created again, or when its key
 * changes. A peer that stays installed can have several sessions, one after the other. Thread-safe.
 *
 * <p>A session may have begun before this log listened, for example the session of a peer that was
 * already on the interface. In this case, the session's beginning is unknown, and its byte counts
 * are the totals of the data plane.
 */
final class SessionLog implements JitListener {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * The maximum number of removals that are remembered. If there are more, the oldest is forgotten.
   * If the removed peer had an open session, an event reports the session's end right after the
   * removal, and the removal is then forgotten. Otherwise, there is no such event, and the removal
   * is remembered until the peer connects again or all sessions end.
   */
  private static final int MOST_CAUSES = 1_000;

  private final String interfaceName;
  private final Consumer<String> lines;
  private final TimeSource time;
  // The following fields are guarded by this object.
  private final Map<PublicKey, Session> sessions = new HashMap<>();
  private final Map<PublicKey, Removal> removals = new LinkedHashMap<>();

  /** A peer that was removed: its latest session, and the cause of the removal. */
  private record Removal(@Nullable Session session, String cause) {}

  /**
   * A peer's latest session. No record is created for an open session whose beginning is unknown.
   *
   * @param at when the session began; null if no session is open
   * @param rxBefore the received bytes that the data plane had counted before the session
   * @param txBefore the sent bytes that the data plane had counted before the session
   * @param open whether the session continues. If it has ended, {@code rxBefore} and {@code
   *     txBefore} are the byte counts at its end, and the peer's next session is counted from them
   */
  private record Session(
      @Nullable Instant at,
      @Nullable InetSocketAddress endpoint,
      long rxBefore,
      long txBefore,
      boolean open) {
    private static final Session INSTALLED = new Session(null, null, 0, 0, false);

    /**
     * Begins a session. The session's bytes are counted from the end of the peer's previous
     * session, or from the peer's install. If neither is known, the bytes are counted from this
     * reading.
     */
    private static Session begin(@Nullable Session before, Instant at, PeerReading reading) {
      return new Session(
          at,
          reading.endpoint(),
          before == null ? reading.rxBytes() : before.rxBefore(),
          before == null ? reading.txBytes() : before.txBefore(),
          true);
    }

    private static Session ended(PeerReading reading) {
      return new Session(null, null, reading.rxBytes(), reading.txBytes(), false);
    }

    private long rx(PeerReading reading) {
      return since(rxBefore, reading.rxBytes());
    }

    private long tx(PeerReading reading) {
      return since(txBefore, reading.txBytes());
    }

    /**
     * Returns the growth of a counter. A counter that has become smaller began again at zero, so it
     * has grown by its whole value.
     */
    private static long since(long before, long now) {
      return now < before ? now : now - before;
    }
  }

  /**
   * Creates a log.
   *
   * @param interfaceName the WireGuard interface
   * @param lines receives lines without line ends, on any thread
   * @param time the clock for events that are reported without a time
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
  public synchronized void onEvent(JitEvent event, Instant happened) {
    if (event instanceof JitEvent.PeerInstalled installed && !installed.again()) {
      sessions.put(installed.key(), Session.INSTALLED);
    } else if (event instanceof JitEvent.PeerConnected connected) {
      PeerReading reading = connected.reading();
      Instant at = reading.latestHandshake() == null ? happened : reading.latestHandshake();
      // A removal from before this session says nothing about its end.
      removals.remove(connected.key());
      sessions.compute(connected.key(), (key, before) -> Session.begin(before, at, reading));
    } else if (event instanceof JitEvent.PeerEvicted evicted) {
      removed(evicted.key(), evicted.label());
    } else if (event instanceof JitEvent.PeerLost lost) {
      removed(lost.key(), "removed_by_somebody_else");
    } else if (event instanceof JitEvent.PeerDisconnected gone) {
      disconnected(gone, happened);
    } else if (event instanceof JitEvent.DeviceChanged) {
      allEnded(happened);
    }
  }

  /**
   * Handles the removal of a peer. A later event reports the end of the peer's open session. The
   * session and the cause of the removal are kept until that event.
   */
  private void removed(PublicKey key, String cause) {
    removals.put(key, new Removal(sessions.remove(key), cause));
    if (removals.size() > MOST_CAUSES) {
      removals.remove(removals.keySet().iterator().next());
    }
  }

  private void disconnected(JitEvent.PeerDisconnected event, Instant at) {
    PublicKey key = event.key();
    Removal removal = removals.remove(key);
    Session session = removal == null ? sessions.get(key) : removal.session();
    boolean silent = event.reason() == Disconnection.SILENT;
    String cause = silent || removal == null ? event.reason().label() : removal.cause();
    boolean begun = session != null && session.open();
    lines.accept(line(key, begun ? session : null, event.reading(), cause, at));
    if (removal == null) {
      sessions.put(key, Session.ended(event.reading()));
    }
  }

  /**
   * Ends all sessions, because the device was deleted and created again, or its key changed. The
   * byte counts of these sessions are unknown.
   */
  private void allEnded(Instant at) {
    sessions.forEach(
        (key, session) -> {
          if (session.open()) {
            lines.accept(line(key, session, null, "device_changed", at));
          }
        });
    sessions.clear();
    removals.clear();
  }

  /**
   * Returns the line of a session. {@code session} is null if the session's beginning is unknown.
   * {@code reading} is null if the values at the session's end are unknown.
   */
  private String line(
      PublicKey key,
      @Nullable Session session,
      @Nullable PeerReading reading,
      String cause,
      Instant at) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("interface", interfaceName);
      json.writeStringField("peer", key.toBase64());
      writeText(json, "first_endpoint", session == null ? null : text(session.endpoint()));
      writeText(json, "last_endpoint", reading == null ? null : text(reading.endpoint()));
      writeText(json, "from", session == null ? null : text(session.at()));
      writeText(json, "to", text(at));
      writeText(json, "latest_handshake", reading == null ? null : text(reading.latestHandshake()));
      if (reading == null) {
        json.writeNullField("rx_bytes");
        json.writeNullField("tx_bytes");
      } else {
        Session since = session == null ? Session.INSTALLED : session;
        json.writeNumberField("rx_bytes", since.rx(reading));
        json.writeNumberField("tx_bytes", since.tx(reading));
      }
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
