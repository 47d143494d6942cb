package io.jitpeers.pcap.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A capture of handshakes of kernel WireGuard, with the results of an independent program.
 *
 * @param name the name of its files
 * @param dlt its link type, as in the file
 * @param listenPort the gateway's listen port
 * @param frames all frames
 * @param initiations the initiations among them, in order
 */
public record RecordedCapture(
    String name, int dlt, int listenPort, List<byte[]> frames, List<Initiation> initiations) {
  public static final List<String> NAMES =
      List.of("ethernet", "vlan", "cooked-v1", "cooked-v2", "raw-ip", "port-443");

  /**
   * An initiation in a capture.
   *
   * @param frame the frame's number, from 1
   * @param source its source, as text
   * @param destination its destination, as text
   * @param payload the UDP payload in hexadecimal
   */
  public record Initiation(int frame, String source, String destination, String payload) {}

  /** Reads a capture. */
  public static RecordedCapture of(String name) {
    ByteBuffer file = ByteBuffer.wrap(resource(name + ".pcap")).order(ByteOrder.LITTLE_ENDIAN);
    // pcap-savefile(5): in this order, with microseconds.
    if (file.getInt(0) != 0xA1B2C3D4) {
      throw new IllegalArgumentException("not a capture file of the expected kind: " + name);
    }
    List<byte[]> frames = new ArrayList<>();
    for (int at = 24; at < file.capacity(); at += 16 + file.getInt(at + 8)) {
      byte[] frame = new byte[file.getInt(at + 8)];
      file.get(at + 16, frame);
      frames.add(frame);
    }
    List<Initiation> initiations =
        text(name + ".initiations.jsonl")
            .lines()
            .filter(line -> !line.isBlank())
            .map(RecordedCapture::parse)
            .toList();
    int port = Integer.parseInt(field(text(name + ".json"), "listen_port"));
    return new RecordedCapture(name, file.getInt(20), port, frames, initiations);
  }

  private static Initiation parse(String line) {
    return new Initiation(
        Integer.parseInt(field(line, "frame")),
        field(line, "source"),
        field(line, "destination"),
        field(line, "payload"));
  }

  // The files are flat and have a known format, so a pattern suffices and no JSON parser is needed.
  private static String field(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\\s*\"?([^\",}]+)").matcher(json);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no field " + name);
    }
    return matcher.group(1);
  }

  private static String text(String name) {
    return new String(resource(name), StandardCharsets.UTF_8);
  }

  private static byte[] resource(String name) {
    try (InputStream in = RecordedCapture.class.getResourceAsStream("/fixtures/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no recording " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
