package io.jitpeers.examples.quickstart;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads the quick start's last line, and refuses every field that is not documented. */
public final class QuickStartJson {
  private QuickStartJson() {}

  /** What the line says. */
  public record Result(
      long provisioned,
      long evicted,
      long reprovisioned,
      Map<String, Long> rejected,
      long p50,
      long p99,
      boolean ok,
      String failed) {

    /** What was rejected, but for one reason. */
    public Map<String, Long> rejectedButFor(String reason) {
      Map<String, Long> others = new HashMap<>(rejected);
      others.remove(reason);
      return others;
    }
  }

  /** Reads one line. */
  public static Result parse(String line) throws IOException {
    Map<String, Long> numbers = new HashMap<>();
    Map<String, Long> rejected = new HashMap<>();
    Map<String, Long> times = new HashMap<>();
    Boolean ok = null;
    String failed = null;
    try (JsonParser parser = new JsonFactory().createParser(line)) {
      require(parser.nextToken() == JsonToken.START_OBJECT, line);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "provisioned", "evicted", "reprovisioned" ->
              numbers.put(name, parser.getLongValue());
          case "rejected" -> readNumbers(parser, rejected);
          case "first_packet_micros" -> readNumbers(parser, times);
          case "ok" -> ok = parser.getBooleanValue();
          case "failed" -> failed = parser.getText();
          default -> throw new IOException("an unknown field: " + name);
        }
      }
      require(parser.nextToken() == null, line);
    }
    require(times.keySet().equals(java.util.Set.of("p50", "p99")), line);
    return new Result(
        numbers.get("provisioned"),
        numbers.get("evicted"),
        numbers.get("reprovisioned"),
        rejected,
        times.get("p50"),
        times.get("p99"),
        ok,
        failed);
  }

  private static void readNumbers(JsonParser parser, Map<String, Long> into) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      into.put(name, parser.getLongValue());
    }
  }

  private static void require(boolean right, String line) throws IOException {
    if (!right) {
      throw new IOException("not one JSON object: " + line);
    }
  }
}
