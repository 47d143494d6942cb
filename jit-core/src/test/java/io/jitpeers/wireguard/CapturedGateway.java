package io.jitpeers.wireguard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Keys and timestamps of the recorded handshakes, which real kernels made. */
record CapturedGateway(
    String name, String privateKey, String publicKey, List<String> peerKeys, List<String> labels) {
  private static final List<String> CAPTURES =
      List.of("cooked-v1", "cooked-v2", "ethernet", "port-443", "raw-ip", "vlan");

  static Stream<CapturedGateway> all() {
    return CAPTURES.stream().map(CapturedGateway::read);
  }

  private static CapturedGateway read(String name) {
    String gateway = text(name + ".json");
    String initiations = text(name + ".initiations.jsonl");
    return new CapturedGateway(
        name,
        values(gateway, "gateway_private_key").get(0),
        values(gateway, "gateway_public_key").get(0),
        values(initiations, "public_key"),
        values(initiations, "tai64n"));
  }

  private static List<String> values(String json, String field) {
    return Pattern.compile("\"" + field + "\"\\s*:\\s*\"([^\"]*)\"")
        .matcher(json)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  private static String text(String file) {
    try (InputStream in =
        Objects.requireNonNull(
            CapturedGateway.class.getResourceAsStream("/handshakes/" + file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
