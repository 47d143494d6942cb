package io.jitpeers.examples.identify;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jitpeers.wireguard.PrivateKey;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A capture of kernel WireGuard's handshakes, of jit-pcap's tests, with what an independent program
 * found in it.
 *
 * @param capture the capture file's content
 * @param port the gateway's
 * @param privateKey the gateway's, as wg genkey writes it
 * @param expected the initiations, each with its fields
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Fixture(
    byte[] capture, long port, String privateKey, List<Map<String, Object>> expected) {

  /** Reads a fixture. */
  public static Fixture of(String name) throws IOException {
    Map<String, Object> gateway = objects(text(name + ".json")).get(0);
    return new Fixture(
        resource(name + ".pcap"),
        (long) gateway.get("listen_port"),
        (String) gateway.get("gateway_private_key"),
        objects(text(name + ".initiations.jsonl")));
  }

  /** What is expected of the command: all but the payload. */
  public List<Map<String, Object>> findings() {
    return expected.stream().map(fields -> without(fields, "payload")).toList();
  }

  /** The same for initiations that are refused for a reason. */
  List<Map<String, Object>> rejects(String reason) {
    return findings().stream()
        .map(fields -> without(without(fields, "public_key"), "tai64n"))
        .peek(fields -> fields.put("reject", reason))
        .toList();
  }

  private static Map<String, Object> without(Map<String, Object> fields, String field) {
    Map<String, Object> rest = new LinkedHashMap<>(fields);
    rest.remove(field);
    return rest;
  }

  PrivateKey key() {
    return PrivateKey.ofBase64(privateKey);
  }

  /** The UDP payload of an initiation. */
  byte[] payload(int index) {
    return HexFormat.of().parseHex((String) expected.get(index).get("payload"));
  }

  /** Where an initiation is in the capture file. */
  int offset(int index) {
    // One character for each byte, so that text can be searched.
    String file = new String(capture, StandardCharsets.ISO_8859_1);
    int at = file.indexOf(new String(payload(index), StandardCharsets.ISO_8859_1));
    if (at < 0) {
      throw new IllegalStateException("initiation " + index + " is not in the capture");
    }
    return at;
  }

  /** Objects, one after another: their fields that are texts (String) or whole numbers (Long). */
  public static List<Map<String, Object>> objects(String json) throws IOException {
    List<Map<String, Object>> objects = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          switch (parser.nextToken()) {
            case VALUE_NUMBER_INT -> fields.put(name, parser.getLongValue());
            case START_ARRAY -> parser.skipChildren();
            default -> fields.put(name, parser.getText());
          }
        }
        objects.add(fields);
      }
    }
    return objects;
  }

  private static String text(String name) throws IOException {
    return new String(resource(name), StandardCharsets.UTF_8);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Fixture.class.getResourceAsStream("/fixtures/" + name)) {
      if (in == null) {
        throw new FileNotFoundException("jit-pcap's tests have no " + name);
      }
      return in.readAllBytes();
    }
  }
}
