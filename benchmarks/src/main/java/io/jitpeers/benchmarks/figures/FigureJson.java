package io.jitpeers.benchmarks.figures;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Converts figures to and from JSON objects. */
public final class FigureJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private FigureJson() {}

  /**
   * Returns a figure as an object. For human readers, the object also contains the figure's value
   * and noise; {@link #fromJson} ignores these two.
   */
  public static ObjectNode toJson(Figure figure) {
    ObjectNode json =
        MAPPER
            .createObjectNode()
            .put("id", figure.id())
            .put("section", figure.section())
            .put("title", figure.title())
            .put("unit", figure.unit())
            .put("better", figure.better().name())
            .put("value", figure.value())
            .put("noise", figure.noise());
    figure.yardstick().ifPresent(yardstick -> json.put("yardstick", yardstick));
    ArrayNode rounds = json.putArray("rounds");
    figure.rounds().forEach(rounds::add);
    return json;
  }

  /**
   * Returns the figure that an object describes.
   *
   * @throws IllegalArgumentException if the object lacks a field
   */
  public static Figure fromJson(JsonNode json) {
    List<Double> rounds = new ArrayList<>();
    json.path("rounds").forEach(round -> rounds.add(round.asDouble()));
    return new Figure(
        text(json, "id"),
        text(json, "section"),
        text(json, "title"),
        text(json, "unit"),
        Better.valueOf(text(json, "better")),
        rounds,
        Optional.ofNullable(json.get("yardstick")).map(JsonNode::asText));
  }

  private static String text(JsonNode json, String field) {
    JsonNode value = json.get(field);
    if (value == null || !value.isTextual()) {
      throw new IllegalArgumentException("A figure has no text field " + field + ": " + json);
    }
    return value.asText();
  }
}
