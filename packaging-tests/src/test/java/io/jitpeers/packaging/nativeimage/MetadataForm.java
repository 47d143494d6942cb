package io.jitpeers.packaging.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.util.List;
import java.util.Map;

/**
 * The rules of GraalVM's schema of reachability metadata, version 1.2.0, for the parts of it that
 * this project uses. Stricter in one point: each entry has a condition.
 */
final class MetadataForm {
  private static final Map<String, JsonNodeType> FILE =
      Map.of("reflection", JsonNodeType.ARRAY, "resources", JsonNodeType.ARRAY);

  private static final Map<String, JsonNodeType> TYPE =
      Map.of(
          "reason", JsonNodeType.STRING,
          "condition", JsonNodeType.OBJECT,
          "type", JsonNodeType.STRING,
          "methods", JsonNodeType.ARRAY,
          "fields", JsonNodeType.ARRAY,
          "allDeclaredMethods", JsonNodeType.BOOLEAN,
          "allDeclaredFields", JsonNodeType.BOOLEAN,
          "allDeclaredConstructors", JsonNodeType.BOOLEAN,
          "jniAccessible", JsonNodeType.BOOLEAN);

  private static final Map<String, JsonNodeType> RESOURCE =
      Map.of(
          "reason", JsonNodeType.STRING,
          "condition", JsonNodeType.OBJECT,
          "glob", JsonNodeType.STRING);

  private MetadataForm() {}

  /** Checks that a file has the form that native-image reads. */
  static void check(Metadata metadata) {
    check(metadata.root(), FILE);
    metadata.types().forEach(MetadataForm::checkType);
    metadata
        .resources()
        .forEach(
            resource -> {
              check(resource, RESOURCE, "condition", "glob");
              checkCondition(resource);
            });
  }

  private static void checkType(JsonNode type) {
    check(type, TYPE, "condition", "type");
    checkCondition(type);
    for (JsonNode field : type.path("fields")) {
      check(field, Map.of("name", JsonNodeType.STRING), "name");
    }
    for (JsonNode method : type.path("methods")) {
      check(
          method,
          Map.of("name", JsonNodeType.STRING, "parameterTypes", JsonNodeType.ARRAY),
          "name",
          "parameterTypes");
      assertThat(method.get("parameterTypes")).as("%s", method).allMatch(JsonNode::isTextual);
    }
  }

  private static void checkCondition(JsonNode entry) {
    check(entry.get("condition"), Map.of("typeReached", JsonNodeType.STRING), "typeReached");
  }

  private static void check(
      JsonNode object, Map<String, JsonNodeType> properties, String... required) {
    assertThat(object.isObject()).as("%s is an object", object).isTrue();
    assertThat(object.fieldNames()).toIterable().as("%s", object).containsAll(List.of(required));
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      assertThat(property.getValue().getNodeType())
          .as("%s in %s", property.getKey(), object)
          .isEqualTo(properties.get(property.getKey()));
    }
  }
}
