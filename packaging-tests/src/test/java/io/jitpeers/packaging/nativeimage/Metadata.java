package io.jitpeers.packaging.nativeimage;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The metadata of one module, as native-image reads it.
 *
 * @param root the file's JSON
 */
record Metadata(JsonNode root) {
  /** Returns a module's metadata; empty JSON if the module has none. */
  static Metadata of(Path module) throws IOException {
    Path file = file(module);
    ObjectMapper mapper = new ObjectMapper();
    return new Metadata(
        Files.exists(file) ? mapper.readTree(file.toFile()) : mapper.createObjectNode());
  }

  /** Returns where native-image finds the metadata of a module that was built. */
  static Path file(Path module) {
    return module
        .resolve("target/classes/META-INF/native-image/io.jitpeers")
        .resolve(module.getFileName())
        .resolve("reachability-metadata.json");
  }

  Stream<JsonNode> types() {
    return stream(root.path("reflection"));
  }

  Stream<JsonNode> resources() {
    return stream(root.path("resources"));
  }

  static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** Returns whether an entry gives what code needs, and applies where the code is used. */
  boolean has(Need need) {
    return switch (need.kind()) {
      case TYPE -> anyType(need, type -> true);
      case METHOD -> anyType(need, type -> names(type, "methods", need.name()));
      case FIELD -> anyType(need, type -> names(type, "fields", need.name()));
      case RESOURCE ->
          resources()
              .filter(resource -> applies(resource, need))
              .anyMatch(resource -> fits(need.name(), resource.path("glob")));
      case NATIVE_METHODS ->
          anyType(need, type -> isSet(type, "allDeclaredMethods", "jniAccessible"));
      case NATIVE_CONSTRUCTOR ->
          anyType(
              need, type -> isSet(type, "jniAccessible") && names(type, "methods", need.name()));
      case JNA_TYPE ->
          anyType(need, type -> isSet(type, "allDeclaredFields", "allDeclaredConstructors"));
      case NOT_SUPPORTED -> false;
    };
  }

  private boolean anyType(Need need, Predicate<JsonNode> test) {
    return types()
        .filter(type -> applies(type, need))
        .filter(type -> fits(need.type(), type.path("type")))
        .anyMatch(test);
  }

  private static boolean applies(JsonNode entry, Need need) {
    return entry.path("condition").path("typeReached").asText().equals(need.condition());
  }

  private static boolean fits(String expected, JsonNode text) {
    return expected.isEmpty() || text.asText().equals(expected);
  }

  private static boolean names(JsonNode type, String members, String name) {
    return stream(type.path(members)).anyMatch(member -> fits(name, member.path("name")));
  }

  private static boolean isSet(JsonNode type, String... flags) {
    return Stream.of(flags).allMatch(flag -> type.path(flag).asBoolean());
  }

  /** Returns the places of all entries, of their members and of their flags. */
  List<JsonPointer> parts() {
    List<JsonPointer> parts = new ArrayList<>();
    root.fieldNames()
        .forEachRemaining(name -> addParts(parts, root.get(name), JsonPointer.compile("/" + name)));
    return parts;
  }

  private static void addParts(List<JsonPointer> parts, JsonNode array, JsonPointer place) {
    for (int i = 0; i < array.size(); i++) {
      JsonPointer entry = place.appendIndex(i);
      parts.add(entry);
      for (String members : List.of("methods", "fields")) {
        addParts(parts, array.get(i).path(members), entry.appendProperty(members));
      }
      for (Map.Entry<String, JsonNode> property : array.get(i).properties()) {
        if (property.getValue().isBoolean()) {
          parts.add(entry.appendProperty(property.getKey()));
        }
      }
    }
  }

  /** Returns the same metadata without a part. */
  Metadata without(JsonPointer part) {
    JsonNode copy = root.deepCopy();
    JsonNode parent = copy.at(part.head());
    if (parent instanceof ArrayNode array) {
      array.remove(part.last().getMatchingIndex());
    } else {
      ((ObjectNode) parent).remove(part.last().getMatchingProperty());
    }
    return new Metadata(copy);
  }
}
