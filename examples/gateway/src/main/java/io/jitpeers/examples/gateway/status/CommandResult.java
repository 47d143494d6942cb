package io.jitpeers.examples.gateway.status;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The result of a command, for programs and for people.
 *
 * @param json one JSON object
 * @param text one or more lines
 */
record CommandResult(String json, String text) {

  /**
   * Returns the answer to a request. The body is the text if the {@code Accept} header begins with
   * {@code text/plain}, and otherwise the JSON object.
   */
  Answer answer(@Nullable String accept) {
    boolean asText = accept != null && accept.startsWith("text/plain");
    String body = asText ? text : json;
    return Answer.ok(
        asText ? Answer.TEXT : Answer.JSON, (body + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
