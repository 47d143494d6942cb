package io.jitpeers.pcap.internal.reinjection;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An initiation of the fixtures, as in the capture and as in its description.
 *
 * @param capture the fixture
 * @param frame its number, from 1
 * @param ip the captured IP packet, from 0
 * @param source from the description
 * @param destination from the description
 * @param payload from the description
 */
record CapturedInitiation(
    String capture,
    int frame,
    ByteBuffer ip,
    InetSocketAddress source,
    InetSocketAddress destination,
    ByteBuffer payload) {

  /**
   * Returns the number of bytes before the IP header: Ethernet, 802.1Q, Linux cooked version 1 and
   * 2, none.
   */
  private static final Map<String, Integer> LINK_HEADERS =
      Map.of(
          "ethernet",
          14,
          "port-443",
          14,
          "vlan",
          18,
          "cooked-v1",
          16,
          "cooked-v2",
          20,
          "raw-ip",
          0);

  // pcap: a file header, then for each frame a header (seconds, fraction, captured, original).
  private static final int FILE_HEADER = 24;
  private static final int FRAME_HEADER = 16;
  private static final int CAPTURED_LENGTH = 8;

  static List<CapturedInitiation> all() throws IOException {
    List<CapturedInitiation> all = new ArrayList<>();
    for (String capture : LINK_HEADERS.keySet()) {
      List<ByteBuffer> frames = frames(read(capture + ".pcap"));
      String text = new String(read(capture + ".initiations.jsonl"), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        int frame = Integer.parseInt(value(line, "frame"));
        int linkHeader = Objects.requireNonNull(LINK_HEADERS.get(capture));
        ByteBuffer bytes = frames.get(frame - 1);
        all.add(
            new CapturedInitiation(
                capture,
                frame,
                bytes.slice(linkHeader, bytes.limit() - linkHeader),
                address(value(line, "source")),
                address(value(line, "destination")),
                ByteBuffer.wrap(HexFormat.of().parseHex(value(line, "payload")))));
      }
    }
    return all;
  }

  static CapturedInitiation of(String capture, int frame) throws IOException {
    return all().stream()
        .filter(each -> each.capture.equals(capture) && each.frame == frame)
        .findFirst()
        .orElseThrow();
  }

  boolean isIpv4() {
    return ip.get(0) >> 4 == 4;
  }

  /** Returns the offset of UDP in the captured packet. */
  int udp() {
    return isIpv4() ? (ip.get(0) & 0xF) * 4 : 40;
  }

  private static List<ByteBuffer> frames(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<ByteBuffer> frames = new ArrayList<>();
    for (int at = FILE_HEADER; at < file.length; ) {
      int length = bytes.getInt(at + CAPTURED_LENGTH);
      frames.add(bytes.slice(at + FRAME_HEADER, length));
      at += FRAME_HEADER + length;
    }
    return frames;
  }

  private static byte[] read(String name) throws IOException {
    try (InputStream file = CapturedInitiation.class.getResourceAsStream("/fixtures/" + name)) {
      return Objects.requireNonNull(file, name).readAllBytes();
    }
  }

  private static String value(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\": \"?([^\",}]+)").matcher(json);
    if (!matcher.find()) {
      throw new AssertionError("no " + name + " in " + json);
    }
    return matcher.group(1);
  }

  private static InetSocketAddress address(String text) throws IOException {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        InetAddress.getByName(text.substring(0, colon)),
        Integer.parseInt(text.substring(colon + 1)));
  }
}
