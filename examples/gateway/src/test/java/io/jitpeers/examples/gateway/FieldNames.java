package io.jitpeers.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of fields in JSON, at any depth. */
public final class FieldNames {
  private FieldNames() {}

  /** Returns the names in a document. */
  public static Set<String> of(String json) throws IOException {
    Set<String> names = new TreeSet<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          names.add(parser.currentName());
        }
      }
    }
    return names;
  }

  /** Returns the names in the block of docs/gateway.md that begins with a text. */
  public static Set<String> documented(String beginning) throws IOException {
    String page = Files.readString(Path.of("..", "..", "docs", "gateway.md"));
    Matcher block =
        Pattern.compile("```json\\n(" + Pattern.quote(beginning) + ".*?)```", Pattern.DOTALL)
            .matcher(page);
    assertThat(block.find()).as("a block that begins with %s", beginning).isTrue();
    return of(block.group(1));
  }
}
