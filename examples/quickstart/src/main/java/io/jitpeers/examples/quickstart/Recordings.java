package io.jitpeers.examples.quickstart;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the recordings that are packaged with this program. */
final class Recordings {
  private static final List<String> NAMES =
      List.of("ethernet", "vlan", "cooked-v1", "cooked-v2", "raw-ip", "port-443");
  private static final Set<String> FRAMES_TWICE = Set.of("vlan", "cooked-v1", "cooked-v2");
  private static final JsonFactory JSON = new JsonFactory();

  private Recordings() {}

  static List<Recording> load() throws IOException {
    List<Recording> recordings = new ArrayList<>();
    for (String name : NAMES) {
      Map<String, String> gateway = scalars(resource(name + ".json"));
      List<Recording.Frame> frames = new ArrayList<>();
      for (String line : resource(name + ".initiations.jsonl").lines().toList()) {
        if (!line.isBlank()) {
          frames.add(frame(scalars(line)));
        }
      }
      recordings.add(
          new Recording(
              name,
              PrivateKey.ofBase64(field(gateway, "gateway_private_key")),
              Integer.parseInt(field(gateway, "listen_port")),
              FRAMES_TWICE.contains(name),
              List.copyOf(frames)));
    }
    return List.copyOf(recordings);
  }

  private static Recording.Frame frame(Map<String, String> fields) throws IOException {
    HexFormat hex = HexFormat.of();
    return new Recording.Frame(
        PublicKey.ofBase64(field(fields, "public_key")),
        Tai64n.ofBytes(hex.parseHex(field(fields, "tai64n")), 0),
        address(field(fields, "source")),
        address(field(fields, "destination")),
        hex.parseHex(field(fields, "payload")));
  }

  /** Parses an address and port, such as {@code 192.0.2.1:51820} or {@code [2001:db8::1]:51820}. */
  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, colon).replace("[", "").replace("]", "");
    return new InetSocketAddress(
        IpPrefix.parse(host).address(), Integer.parseInt(text.substring(colon + 1)));
  }

  /** Returns the fields of a JSON object that are neither objects nor arrays. */
  private static Map<String, String> scalars(String json) throws IOException {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value.isStructStart()) {
          parser.skipChildren();
        } else {
          fields.put(name, parser.getText());
        }
      }
    }
    return fields;
  }

  private static String field(Map<String, String> fields, String name) throws IOException {
    String value = fields.get(name);
    if (value == null) {
      throw new IOException("a recording has no field " + name);
    }
    return value;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Recordings.class.getResourceAsStream("/handshakes/" + name)) {
      if (in == null) {
        throw new FileNotFoundException("this program lacks its recording " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
