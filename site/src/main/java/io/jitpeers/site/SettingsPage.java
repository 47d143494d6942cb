package io.jitpeers.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The page of settings, written from the metadata of the Spring Boot starter. A test of the starter
 * compares the metadata with the keys that the library reads.
 */
final class SettingsPage {
  private static final String METADATA =
      "jit-spring-boot-starter/src/main/resources/META-INF/spring-configuration-metadata.json";
  private static final String PREFIX = "jit.";

  /** Settings of the starter only. */
  private static final List<String> OF_THE_STARTER =
      List.of("enabled", "auto-startup", "observations");

  private SettingsPage() {}

  static String write(Path root) throws IOException {
    Page page = new Page("All settings", "the metadata of jit-spring-boot-starter");
    page.paragraph(
        "Every key of `JitOrchestrator.builder(Map)`, of the gateway program's file and, with the"
            + " prefix `jit.`, of Spring Boot. [Settings](../settings.md) explains how values are"
            + " written, and what the settings do together. A key that names a part, such as"
            + " `packet-source`, may be written with `.type` behind it.");
    groups(root).forEach((group, settings) -> section(page, group, settings));
    return page.text();
  }

  private static Map<String, List<JsonNode>> groups(Path root) throws IOException {
    JsonNode metadata = new ObjectMapper().readTree(root.resolve(METADATA).toFile());
    Map<String, List<JsonNode>> groups = new TreeMap<>();
    for (JsonNode property : metadata.get("properties")) {
      String key = key(property);
      String first = key.replaceFirst("\\..*", "");
      String group = OF_THE_STARTER.contains(first) ? "Spring Boot only" : first;
      groups.computeIfAbsent(group, name -> new ArrayList<>()).add(property);
    }
    return groups;
  }

  private static String key(JsonNode property) {
    return property.get("name").asText().replaceFirst("^" + PREFIX, "");
  }

  private static void section(Page page, String group, List<JsonNode> settings) {
    page.heading(group.equals("Spring Boot only") ? group : "`" + group + "`");
    page.row("key", "type", "default", "meaning");
    page.row("---", "---", "---", "---");
    for (JsonNode setting : settings) {
      JsonNode value = setting.get("defaultValue");
      page.row(
          "`" + key(setting) + "`",
          type(setting.get("type").asText()),
          value == null ? "" : "`" + text(value) + "`",
          setting.get("description").asText().replace("|", "\\|"));
    }
    page.end();
  }

  /** Returns a value as a file of settings has it: the values of a list with commas between. */
  private static String text(JsonNode value) {
    if (!value.isArray()) {
      return value.asText();
    }
    List<String> parts = new ArrayList<>();
    value.forEach(part -> parts.add(part.asText()));
    return String.join(",", parts);
  }

  /** Returns a word for a Java type, such as {@code number}, for readers who do not know Java. */
  private static String type(String type) {
    return switch (type) {
      case "java.lang.Boolean" -> "true or false";
      case "java.lang.Integer", "java.lang.Long" -> "number";
      case "java.lang.Double" -> "decimal number";
      case "java.lang.String", "io.jitpeers.micrometer.JitObservations$PeerNames" -> "text";
      case "java.time.Duration" -> "duration";
      default -> {
        if (type.startsWith("java.util.List<")) {
          yield "list";
        }
        throw new IllegalStateException("unknown type of a setting: " + type);
      }
    };
  }
}
