package io.jitpeers.examples.gateway.status;

import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;

/** An answer to a request. Its body must not be modified. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Answer(int code, String contentType, byte[] body) {
  static final String TEXT = "text/plain; charset=utf-8";
  static final String JSON = "application/json";

  static Answer ok(String contentType, byte[] body) {
    return new Answer(HttpURLConnection.HTTP_OK, contentType, body);
  }

  /** Returns an answer that is a sentence for people. */
  static Answer sentence(int code, String text) {
    return new Answer(code, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
