package io.jitpeers.http;

import static io.jitpeers.http.Peers.KEY;
import static io.jitpeers.http.Peers.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.MisbehavingHttpServer.Script;
import io.jitpeers.spi.LookupException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A preshared key in a malformed answer of any kind appears in no message and no log. */
@Timeout(60)
class SecrecyTest {

  static Stream<String> badDocuments() {
    String start = "{\"version\":1,\"public_key\":\"" + KEY + "\",\"allowed_ips\":[],";
    return Stream.of(
        start + "\"preshared_key\":\"" + SECRET + "\"", // cut off
        start + "\"preshared_key\":" + SECRET + "}", // no quotes
        start + "\"preshared_key\":\"" + SECRET + "x\"}",
        start + "\"preshared_key\":\"" + SECRET.replace("=", "!") + "\"}",
        start + "\"preshared_key\":[\"" + SECRET + "\"]}",
        start + "\"preshared_key\":\"" + SECRET + "\\q\"}", // a wrong escape
        start + "\"preshared_key\":\"" + SECRET + "\u0001\"}", // a control character
        start + "\"preshared_key\":\"" + SECRET + "\"} " + SECRET,
        start + "\"preshared_key\":\"" + SECRET + "\",\"preshared_key\":\"" + SECRET + "\"}",
        start + "\"" + SECRET + "\":1,\"" + SECRET + "\":2}", // a duplicate name
        start + "\"endpoint\":\"" + SECRET + "\"}",
        start + "\"expires_at\":\"" + SECRET + "\"}",
        start + "\"persistent_keepalive\":\"" + SECRET + "\"}",
        start + "\"other\":\"" + SECRET.repeat(300) + "\",\"endpoint\":\"" + SECRET + "\"}",
        "{\"version\":\"" + SECRET + "\"}",
        "{\"version\":1,\"public_key\":\"" + SECRET + "\"}",
        "{\"version\":1,\"allowed_ips\":[\"" + SECRET + "\"]}",
        "\"" + SECRET + "\"",
        SECRET);
  }

  static Stream<Script> badAnswers() {
    return Stream.concat(
        badDocuments().map(document -> Responses.answer(200, document)),
        Stream.of(
            Responses.raw(SECRET + "\r\n\r\n"),
            Responses.raw("HTTP/1.1 " + SECRET + "\r\n\r\n"),
            Responses.raw("HTTP/1.1 200 X\r\n" + SECRET + "\r\n\r\n"),
            Responses.raw("HTTP/1.1 200 X\r\nContent-Length: " + SECRET + "\r\n\r\n"),
            Responses.raw("HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n" + SECRET + "\r\n"),
            Responses.answer(302, SECRET, "Location: http://other.example/" + SECRET),
            Responses.answer(302, SECRET, "Location: /" + SECRET),
            Responses.answer(400, SECRET),
            Responses.answer(401, SECRET),
            Responses.answer(500, SECRET)));
  }

  @ParameterizedTest
  @MethodSource("badAnswers")
  void noSecretIsShown(Script script) throws Exception {
    try (CapturedLog log = new CapturedLog();
        MisbehavingHttpServer server = new MisbehavingHttpServer(script);
        HttpPeerConfigSource source =
            Peers.patient(server.base())
                .bearerToken(() -> SECRET)
                .header("X-Api-Key", SECRET)
                .build()) {
      LookupException failure = Peers.failure(source, KEY);

      StringWriter shown = new StringWriter();
      failure.printStackTrace(new PrintWriter(shown, true));
      assertThat(shown.toString()).contains("GET ").doesNotContain("S3cret");
      assertThat(failure.toString()).doesNotContain("S3cret");
      assertThat(log.text()).doesNotContain("S3cret");
      assertThat(source.toString()).doesNotContain("S3cret");
    }
  }
}
