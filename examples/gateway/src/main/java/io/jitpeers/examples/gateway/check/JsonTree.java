package io.jitpeers.examples.gateway.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as maps, lists, texts, numbers and booleans. A nested null becomes an empty text. */
final class JsonTree {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonTree() {}

  /**
   * Reads one value.
   *
   * @throws IOException if the text is not JSON
   */
  static @Nullable Object parse(String text) throws IOException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new JsonParseException(parser, "the JSON text is empty");
      }
      return value(parser, first);
    }
  }

  private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      Object value = value(parser, parser.nextToken());
      // A field that is null is kept, because its presence has a meaning.
      object.put(name, value == null ? "" : value);
    }
    return object;
  }

  private static List<Object> array(JsonParser parser) throws IOException {
    List<Object> array = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != null && token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      Object value = value(parser, token);
      array.add(value == null ? "" : value);
    }
    return array;
  }

  /** Returns a field of an object; null if there is no such field. */
  static @Nullable Object field(@Nullable Object of, String name) {
    return of instanceof Map<?, ?> map ? map.get(name) : null;
  }

  /** Returns a nested field; null if there is no such field. */
  static @Nullable Object path(@Nullable Object of, String... names) {
    Object at = of;
    for (String name : names) {
      at = field(at, name);
    }
    return at;
  }

  /** Returns the elements of an array; none for any other value. */
  static List<?> elements(@Nullable Object of) {
    return of instanceof List<?> list ? list : List.of();
  }
}
