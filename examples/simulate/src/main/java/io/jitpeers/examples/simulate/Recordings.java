package io.jitpeers.examples.simulate;

import io.jitpeers.examples.simulate.RecordedClients.Collector;
import io.jitpeers.wireguard.Tai64n;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Reads from recordings when clients had traffic. A recording is the session log of a gateway, or a
 * list of the initiations in a capture.
 */
final class Recordings {
  private Recordings() {}

  /**
   * Reads session logs, as {@code gateway --session-log} writes them. Each line is a session that
   * has ended. The traffic of a session is assumed to end 120 s after the session's latest
   * handshake, or at the end of the session if that is earlier. With longer traffic, the client
   * would have made another handshake.
   */
  static RecordedClients sessionLogs(List<Path> files) throws IOException {
    return read(files, Recordings::session);
  }

  private static void session(Map<String, String> line, Collector collector) {
    String peer = line.get("peer");
    String handshake = line.get("latest_handshake");
    if (peer == null) {
      throw new IllegalArgumentException("it is not a session: it has no \"peer\"");
    }
    if (handshake == null) {
      return;
    }
    long latest = second(handshake);
    String from = line.get("from");
    String to = line.get("to");
    long end = latest + Residents.REKEY_AFTER;
    collector.add(
        peer, from == null ? latest : second(from), to == null ? end : Math.min(end, second(to)));
  }

  private static long second(String instant) {
    try {
      return Instant.parse(instant).getEpochSecond();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("\"" + instant + "\" is not a time", e);
    }
  }

  /**
   * Reads initiations, as {@code identify --json} writes them for a capture. Their times are those
   * of the clients' clocks. A client's traffic is assumed to last for 120 s after each initiation.
   */
  static RecordedClients initiations(List<Path> files) throws IOException {
    return read(files, Recordings::initiation);
  }

  private static void initiation(Map<String, String> line, Collector collector) {
    String key = line.get("public_key");
    String timestamp = line.get("tai64n");
    if (key != null && timestamp != null) {
      if (timestamp.length() != 2 * Tai64n.LENGTH) {
        throw new IllegalArgumentException("\"" + timestamp + "\" is not a TAI64N timestamp");
      }
      long begin =
          Tai64n.ofBytes(HexFormat.of().parseHex(timestamp), 0)
              .toInstant()
              .map(Instant::getEpochSecond)
              .orElseThrow(
                  () -> new IllegalArgumentException("\"" + timestamp + "\" is not a time"));
      collector.add(key, begin, begin + Residents.REKEY_AFTER);
    }
  }

  private static RecordedClients read(
      List<Path> files, BiConsumer<Map<String, String>, Collector> take) throws IOException {
    Collector collector = new Collector();
    for (Path file : files) {
      JsonLines.read(file, line -> take.accept(line, collector));
    }
    try {
      return collector.clients();
    } catch (IllegalArgumentException e) {
      throw new IOException(files + ": " + e.getMessage(), e);
    }
  }
}
