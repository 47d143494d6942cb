package io.jitpeers.examples.simulate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.jitpeers.settings.FileFailures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Reads files with one flat JSON object on each line. */
final class JsonLines {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonLines() {}

  /**
   * Passes the text and number fields of each line to {@code lines}, without the other fields.
   *
   * @param file a file; "-" is the standard input
   * @throws IOException if the file cannot be read or a line is wrong; the message names the file
   *     and the wrong line
   */
  static void read(Path file, Consumer<Map<String, String>> lines) throws IOException {
    try (InputStream in = open(file);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank()) {
          take(file, number, line, lines);
        }
      }
    }
  }

  private static InputStream open(Path file) throws IOException {
    if (file.toString().equals("-")) {
      return System.in;
    }
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new IOException(file + " " + FileFailures.reason(file, e), e);
    }
  }

  private static void take(Path file, int number, String line, Consumer<Map<String, String>> lines)
      throws IOException {
    try {
      lines.accept(fields(line));
    } catch (JsonProcessingException e) {
      throw new IOException(
          file + ", line " + number + " is not a JSON object: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ", line " + number + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, String> fields(String line) throws IOException {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("no JSON object begins here");
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        JsonToken value = json.nextToken();
        if (value == JsonToken.VALUE_STRING || value.isNumeric()) {
          fields.put(name, json.getText());
        } else {
          json.skipChildren();
        }
      }
    }
    return fields;
  }
}
