package io.jitpeers.examples.controlplane;

import com.sun.net.httpserver.HttpExchange;
import io.jitpeers.examples.common.AnswerDeadlines;
import io.jitpeers.examples.controlplane.Change.Position;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One stream of changes. Reads the log from the gateway's position and sends the changes as fast as
 * the gateway accepts them. No changes are buffered for a slow gateway. If the log no longer has
 * the gateway's next change, the gateway gets the event {@code reset}. Used by one thread.
 */
final class ChangeStream {
  /** The maximum number of changes in one read of the log. */
  private static final int BATCH = 500;

  /**
   * The event stream's line that sets the time, in milliseconds, after which gateways reconnect.
   */
  private static final String RETRY = "retry: 1000\n";

  private static final String HEARTBEAT = ":\n\n";

  private final ChangeLog changes;
  private final ChangeFeed feed;
  private final AnswerDeadlines deadlines;
  private final Duration heartbeat;
  private final OutputStream out;
  private Position at;

  private ChangeStream(
      ChangeLog changes,
      ChangeFeed feed,
      AnswerDeadlines deadlines,
      Duration heartbeat,
      OutputStream out,
      Position at) {
    this.changes = changes;
    this.feed = feed;
    this.deadlines = deadlines;
    this.heartbeat = heartbeat;
    this.out = out;
    this.at = at;
  }

  /**
   * Sends changes until the feed is closed or the client disconnects.
   *
   * @throws IOException if the client disconnected, or was disconnected because it was too slow
   * @throws DatabaseException if the log cannot be read
   */
  static void serve(
      HttpExchange exchange,
      ChangeLog changes,
      ChangeFeed feed,
      AnswerDeadlines deadlines,
      Duration heartbeat)
      throws IOException, InterruptedException {
    @Nullable String lastId = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    Position newest = feed.refresh();
    Optional<Position> from = lastId == null ? Optional.of(newest) : changes.find(lastId);
    begin(exchange, deadlines);
    OutputStream out = exchange.getResponseBody();
    ChangeStream stream =
        new ChangeStream(changes, feed, deadlines, heartbeat, out, from.orElse(newest));
    stream.send(RETRY + (from.isPresent() ? stream.position() : stream.reset()));
    while (!feed.isClosed()) {
      stream.sendNext();
    }
  }

  private static void begin(HttpExchange exchange, AnswerDeadlines deadlines) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    // Without this header, nginx and similar proxies buffer some kilobytes of events.
    exchange.getResponseHeaders().set("X-Accel-Buffering", "no");
    deadlines.guard(() -> exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, 0));
  }

  private void sendNext() throws IOException, InterruptedException {
    Position newest = feed.await(at, heartbeat);
    if (newest.equals(at)) {
      send(feed.isClosed() ? "" : HEARTBEAT);
      return;
    }
    List<Change> next =
        newest.number() > at.number()
            ? changes.read(at.number(), newest.number(), BATCH)
            : List.of(); // The log was replaced by an older one.
    if (next.isEmpty()) {
      at = newest;
      send(reset());
      return;
    }
    StringBuilder text = new StringBuilder();
    for (Change change : next) {
      at = change.position();
      text.append("id: ").append(at.id()).append("\ndata: ").append(change.key()).append("\n\n");
    }
    send(text.toString());
  }

  private String position() {
    return "id: " + at.id() + "\n\n";
  }

  private String reset() {
    return "id: " + at.id() + "\ndata: reset\n\n";
  }

  private void send(String text) throws IOException {
    deadlines.guard(
        () -> {
          out.write(text.getBytes(StandardCharsets.US_ASCII));
          out.flush();
        });
  }
}
