package io.jitpeers.examples.gateway.status;

import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;

/** An answer to a request. Its body is nobody's to change. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Answer(int code, String contentType, byte[] body) {
  static final String TEXT = "text/plain; charset=utf-8";
  static final String JSON = "application/json";

  static Answer ok(String contentType, byte[] body) {
    return new Answer(HttpURLConnection.HTTP_OK, contentType, body);
  }

  /** A sentence for people. */
  static Answer sentence(int code, String text) {
    return new Answer(code, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
