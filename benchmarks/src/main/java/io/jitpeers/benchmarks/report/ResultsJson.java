package io.jitpeers.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.FigureJson;
import io.jitpeers.benchmarks.report.Results.SectionOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Converts results to and from JSON files. */
public final class ResultsJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ResultsJson() {}

  /**
   * Writes results to a file, which is overwritten.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Results results, Path file) throws IOException {
    Files.writeString(file, MAPPER.writeValueAsString(toJson(results)) + "\n");
  }

  /**
   * Reads results from a file.
   *
   * @throws IOException if the file cannot be read, or is not JSON
   * @throws IllegalArgumentException if a field is missing
   */
  public static Results read(Path file) throws IOException {
    JsonNode json = MAPPER.readTree(file.toFile());
    Environment environment = environment(required(json, "environment"));
    List<SectionOutcome> sections = new ArrayList<>();
    for (JsonNode section : required(json, "sections")) {
      sections.add(
          new SectionOutcome(
              required(section, "name").asText(),
              section.has("environment") ? environment(section.get("environment")) : environment,
              required(section, "seconds").asDouble(),
              Optional.ofNullable(section.get("failure")).map(JsonNode::asText)));
    }
    List<Figure> figures = new ArrayList<>();
    for (JsonNode figure : required(json, "figures")) {
      figures.add(FigureJson.fromJson(figure));
    }
    return new Results(environment, sections, figures);
  }

  private static ObjectNode toJson(Results results) {
    ObjectNode json = MAPPER.createObjectNode();
    json.set("environment", toJson(results.environment()));
    ArrayNode sections = json.putArray("sections");
    for (SectionOutcome section : results.sections()) {
      ObjectNode each =
          sections.addObject().put("name", section.name()).put("seconds", section.seconds());
      section.failure().ifPresent(failure -> each.put("failure", failure));
      if (!section.environment().equals(results.environment())) {
        each.set("environment", toJson(section.environment()));
      }
    }
    ArrayNode figures = json.putArray("figures");
    for (Figure figure : results.figures()) {
      ObjectNode each = FigureJson.toJson(figure);
      results.ratio(figure).ifPresent(ratio -> each.put("ratio", ratio));
      figures.add(each);
    }
    return json;
  }

  private static ObjectNode toJson(Environment environment) {
    return MAPPER
        .createObjectNode()
        .put("date", environment.date().toString())
        .put("commit", environment.commit())
        .put("dirty", environment.dirty())
        .put("effort", environment.effort().name())
        .put("cpu", environment.cpu())
        .put("cores", environment.cores())
        .put("memoryMib", environment.memoryMib())
        .put("jdk", environment.jdk())
        .put("kernel", environment.kernel())
        .put("loadBefore", environment.loadBefore());
  }

  private static Environment environment(JsonNode json) {
    return new Environment(
        Instant.parse(required(json, "date").asText()),
        required(json, "commit").asText(),
        required(json, "dirty").asBoolean(),
        Effort.valueOf(required(json, "effort").asText()),
        required(json, "cpu").asText(),
        required(json, "cores").asInt(),
        required(json, "memoryMib").asLong(),
        required(json, "jdk").asText(),
        required(json, "kernel").asText(),
        required(json, "loadBefore").asDouble());
  }

  private static JsonNode required(JsonNode json, String field) {
    JsonNode value = json.get(field);
    if (value == null) {
      throw new IllegalArgumentException("The results have no field " + field + ".");
    }
    return value;
  }
}
