package io.jitpeers.examples.gateway.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON into maps, lists, strings, numbers and booleans. */
public final class Json {
  private final Object value;

  private Json(Object value) {
    this.value = value;
  }

  /** Reads one value and nothing after it. */
  public static Json parse(String text) throws IOException {
    try (JsonParser parser =
        new JsonFactory()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .createParser(text)) {
      parser.nextToken();
      Json whole = new Json(read(parser));
      if (parser.nextToken() != null) {
        throw new IOException("more than one value: " + text);
      }
      return whole;
    }
  }

  private static Object read(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          fields.put(name, read(parser));
        }
        yield fields;
      }
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(read(parser));
        }
        yield elements;
      }
      case VALUE_NULL -> null;
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      default -> parser.getDoubleValue();
    };
  }

  /** Goes down by field names and, for arrays, by numbers. */
  public Json at(Object... path) {
    Object current = value;
    for (Object step : path) {
      if (step instanceof Integer index) {
        current = ((List<?>) current).get(index);
      } else {
        Map<?, ?> fields = (Map<?, ?>) current;
        if (!fields.containsKey(step)) {
          throw new AssertionError("no " + step + " in " + fields.keySet());
        }
        current = fields.get(step);
      }
    }
    return new Json(current);
  }

  boolean has(String field) {
    return ((Map<?, ?>) value).containsKey(field);
  }

  /** The value itself. */
  public Object get() {
    return value;
  }

  /** The value, which is a string. */
  public String text() {
    return (String) value;
  }

  long number() {
    return (Long) value;
  }

  double decimal() {
    return ((Number) value).doubleValue();
  }

  List<Json> elements() {
    return ((List<?>) value).stream().map(Json::new).toList();
  }

  Map<String, Json> fields() {
    Map<String, Json> fields = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((name, field) -> fields.put((String) name, new Json(field)));
    return fields;
  }

  @Override
  public String toString() {
    return String.valueOf(value);
  }
}
