package io.jitpeers.testing;

import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A handshake initiation that a kernel client sent, with its content as an independent program
 * decoded it. The gateway's keys were created only for the recordings.
 *
 * @param capture the name of its recording
 * @param gatewayKey the private key of the gateway to which it was sent
 * @param initiator the client's static public key
 * @param timestamp the client's timestamp
 * @param senderIndex the client's session index
 * @param source the client's address and port, as text
 * @param datagram the UDP payload, read-only
 */
public record RecordedInitiation(
    String capture,
    PrivateKey gatewayKey,
    PublicKey initiator,
    Tai64n timestamp,
    int senderIndex,
    String source,
    ByteBuffer datagram) {

  private static final List<String> CAPTURES =
      List.of("ethernet", "vlan", "cooked-v1", "cooked-v2", "raw-ip", "port-443");

  /** Returns all recordings: eight initiations of each of six captures. */
  public static List<RecordedInitiation> all() {
    return CAPTURES.stream().flatMap(capture -> of(capture).stream()).toList();
  }

  /** Returns the recordings of one capture, in the order in which they were sent. */
  public static List<RecordedInitiation> of(String capture) {
    PrivateKey gateway =
        PrivateKey.ofBase64(field(resource(capture + ".json"), "gateway_private_key"));
    return resource(capture + ".initiations.jsonl")
        .lines()
        .filter(line -> !line.isBlank())
        .map(line -> parse(capture, gateway, line))
        .toList();
  }

  private static RecordedInitiation parse(String capture, PrivateKey gateway, String line) {
    return new RecordedInitiation(
        capture,
        gateway,
        PublicKey.ofBase64(field(line, "public_key")),
        Tai64n.ofBytes(HexFormat.of().parseHex(field(line, "tai64n")), 0),
        Integer.parseUnsignedInt(field(line, "sender_index")),
        field(line, "source"),
        ByteBuffer.wrap(HexFormat.of().parseHex(field(line, "payload"))).asReadOnlyBuffer());
  }

  /** Returns a copy of the datagram that may be changed. */
  public byte[] bytes() {
    byte[] bytes = new byte[datagram.remaining()];
    datagram.get(datagram.position(), bytes);
    return bytes;
  }

  // The files are flat and of this project, so a pattern suffices and no JSON parser is needed.
  private static String field(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\\s*\"?([^\",}]+)").matcher(json);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no field " + name);
    }
    return matcher.group(1);
  }

  private static String resource(String name) {
    try (InputStream in = RecordedInitiation.class.getResourceAsStream("/handshakes/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no recording " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
