package io.jitpeers.kerneltests.peers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jitpeers.kerneltests.support.CommandResult;
import io.jitpeers.kerneltests.support.Commands;
import io.jitpeers.kerneltests.support.JavaCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code java -jar jit-examples.jar peers}. */
final class PeersProgram {
  private PeersProgram() {}

  /**
   * Runs it.
   *
   * @param commands where it runs
   * @param heap its heap, such as 64m
   * @param arguments the command's arguments
   */
  static CommandResult run(Commands commands, String heap, String... arguments) {
    List<String> command = JavaCommand.ofExamples(heap);
    command.add("peers");
    command.addAll(List.of(arguments));
    return commands.attempt(command.toArray(String[]::new));
  }

  /**
   * Returns the JSON object that it printed, as maps, lists, texts, numbers, booleans and nulls.
   */
  static Map<?, ?> json(String output) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(output)) {
      parser.nextToken();
      Map<?, ?> object = (Map<?, ?>) value(parser);
      if (parser.nextToken() != null) {
        throw new AssertionError("more than one value");
      }
      return object;
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          object.put(name, value(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(parser));
        }
        yield array;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new AssertionError(parser.currentToken());
    };
  }
}
