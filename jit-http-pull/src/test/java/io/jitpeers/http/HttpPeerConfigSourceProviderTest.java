package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.http.MisbehavingHttpServer.Request;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerConfigSourceProvider;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpPeerConfigSourceProviderTest {
  private static final String PREFIX = "config-source.http.";

  private final MisbehavingHttpServer server =
      new MisbehavingHttpServer(Responses.answer(200, JSON));
  @TempDir private Path directory;

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private static PeerConfigSource create(Map<String, String> values) {
    Map<String, String> full = new HashMap<>();
    values.forEach((key, value) -> full.put(PREFIX + key, value));
    Settings settings = Settings.of(full);
    PeerConfigSource source =
        new HttpPeerConfigSourceProvider().create(settings.scope("config-source.http"));
    settings.rejectUnknown();
    return source;
  }

  private String base() {
    return server.base().toString();
  }

  private String file(String name, String content) throws Exception {
    return Files.writeString(directory.resolve(name), content).toString();
  }

  @Test
  void isFoundByName() {
    assertThat(ServiceLoader.load(PeerConfigSourceProvider.class))
        .filteredOn(provider -> provider.name().equals("http"))
        .singleElement()
        .isInstanceOf(HttpPeerConfigSourceProvider.class);
  }

  @Test
  void theBaseIsEnough() throws Exception {
    try (PeerConfigSource source =
        create(Map.of("base-url", base(), "deadline", "1m", "connect-timeout", "1m"))) {
      assertThat(Peers.found(source, KEY).config().publicKey()).isEqualTo(KEY);
    }
  }

  @Test
  void everySetting() throws Exception {
    Map<String, String> values = new HashMap<>();
    values.put("base-url", base() + "/api/");
    values.put("key-encoding", "hex");
    values.put("http2", "false");
    values.put("bearer-token-file", file("token", "\uFEFFfrom-file\n"));
    values.put("headers", "X-One: 1, X-Two:2");
    values.put("headers-file", file("headers", "X-Three: a, b\n\nX-Four: c:d\n"));
    values.put("connect-timeout", "1m");
    values.put("deadline", "1m");
    values.put("max-body-bytes", "1000");
    values.put("max-redirects", "1");
    values.put("retry.max-attempts", "2");
    values.put("retry.initial-backoff", "5ms");
    values.put("retry.max-backoff", "10ms");
    values.put("circuit-breaker.failure-rate-percent", "60");
    values.put("circuit-breaker.window", "30");
    values.put("circuit-breaker.minimum-requests", "20");
    values.put("circuit-breaker.open-for", "1s");
    values.put("cache.default-max-age", "7s");
    values.put("cache.default-stale-if-error", "8s");
    values.put("cache.default-negative-ttl", "9s");
    values.put("changes", "off");
    values.put("changes.path", "v2/changes");
    values.put("changes.heartbeat-timeout", "20s");
    values.put("changes.initial-backoff", "2s");
    values.put("changes.max-backoff", "3s");
    values.put("changes.retry-absent-after", "4s");

    try (PeerConfigSource source = create(values)) {
      assertThat(Peers.found(source, KEY).freshness())
          .hasToString("Freshness[maxAge=PT7S, staleIfError=PT8S]");
    }

    Request request = server.requests().get(0);
    assertThat(request.target()).isEqualTo("/api/peer/" + KEY.toHex());
    assertThat(request.header("Upgrade")).isEmpty();
    assertThat(request.header("Authorization")).contains("Bearer from-file");
    assertThat(request.header("X-One")).contains("1");
    assertThat(request.header("X-Two")).contains("2");
    assertThat(request.header("X-Three")).contains("a, b");
    assertThat(request.header("X-Four")).contains("c:d");
  }

  /** As a YAML tree is flattened. */
  @Test
  void headersCanBeAListWhoseElementsHoldCommas() throws Exception {
    Map<String, String> values =
        Map.of(
            "base-url", base(),
            "deadline", "1m",
            "connect-timeout", "1m",
            "headers[0]", "X-One: a, b",
            "headers[1]", "X-Two: c");
    try (PeerConfigSource source = create(values)) {
      assertThat(Peers.found(source, KEY).config().publicKey()).isEqualTo(KEY);
    }
    assertThat(server.requests().get(0).header("X-One")).contains("a, b");
    assertThat(server.requests().get(0).header("X-Two")).contains("c");
  }

  @Test
  void whetherToFollowChangesHasAKeyThatFitsATree() {
    Settings settings =
        Settings.of(
            Map.of(
                PREFIX + "base-url", base(),
                PREFIX + "changes.mode", "auto",
                PREFIX + "changes", "off"));
    assertThatThrownBy(
            () -> new HttpPeerConfigSourceProvider().create(settings.scope("config-source.http")))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "the settings config-source.http.changes and config-source.http.changes.mode differ,"
                + " but have the same meaning; keep one of them");
    create(Map.of("base-url", base(), "changes", "off", "changes.mode", "off")).close();
    // YAML 1.1 reads off as the boolean false.
    create(Map.of("base-url", base(), "changes", "false", "changes.mode", "off")).close();
    assertThatThrownBy(() -> create(Map.of("base-url", base(), "changes.mode", "on")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("changes.mode must be auto or off");
  }

  @Test
  void aChangedTokenFileIsReadAgain() throws Exception {
    String path = file("token", "first");
    try (PeerConfigSource source =
        create(
            Map.of(
                "base-url",
                base(),
                "deadline",
                "1m",
                "connect-timeout",
                "1m",
                "bearer-token-file",
                path))) {
      Peers.found(source, KEY);
      file("token", "other");
      Peers.found(source, KEY);
      Files.delete(Path.of(path));

      assertThat(Peers.failure(source, KEY))
          .hasMessageContaining("the bearer token supplier failed")
          .cause()
          .hasMessageContaining("the file " + path);
    }
    assertThat(server.requests().get(0).header("Authorization")).contains("Bearer first");
    assertThat(server.requests().get(1).header("Authorization")).contains("Bearer other");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "base-url | | the setting %sbase-url is missing",
        "base-url | ftp://x | must be http or https; write it as https://host/path",
        "base-url | http://a b | the setting %sbase-url cannot be used",
        "base-url | /relative | must be http or https",
        "base-url | http:///x | no valid host",
        "base-url | http://h/?token=hidden | neither a query nor a fragment",
        "base-url | http://h:99999/ | the base URI's port must be 1 to 65535, not 99999",
        "base-url | http://h:0/ | the base URI's port must be 1 to 65535, not 0",
        "base-url | http://user:hidden@h/ | must not hold credentials",
        "key-encoding | base32 | must be one of base64url, hex, percent-encoded-base64",
        "http2 | maybe | must be true or false",
        "bearer-token-file | no/such/file | bearer-token-file does not exist, nor does its folder",
        "headers | hidden | must hold headers as \"Name: value\"",
        "headers | Authorization hidden:x | the header cannot be sent",
        "headers | Connection: hidden | the header \"Connection\" cannot be sent",
        "headers | If-None-Match: hidden | is set by the source itself",
        "headers-file | no/such/file | headers-file does not exist, nor does its folder",
        "deadline | 0ms | the setting %sdeadline must be PT0.001S to",
        "deadline | soon | %sdeadline must be a duration",
        "connect-timeout | 0s | %sconnect-timeout must be PT0.001S to",
        "max-body-bytes | 0 | the setting %smax-body-bytes must be 1 to 16777216, not 0",
        "max-redirects | 21 | the setting %smax-redirects must be 0 to 20, not 21",
        "retry.max-attempts | 0 | the setting %sretry.max-attempts must be 1 to 100, not 0",
        "retry.max-backoff | 1ms | the setting %sretry.max-backoff must be PT0.1S to",
        "circuit-breaker.failure-rate-percent | 0 | the setting %scircuit-breaker.failure-rate-percent must be 1 to 100",
        "circuit-breaker.minimum-requests | 51 | the setting %scircuit-breaker.minimum-requests must be 1 to 50, not 51",
        "changes | on | %schanges must be auto or off",
        "changes.path | /abs | %schanges.path must be a relative reference",
        "changes.path | a b | %schanges.path must be a relative reference",
        "changes.path | a#b | %schanges.path must be a relative reference",
        "changes.heartbeat-timeout | 0s | the setting %schanges.heartbeat-timeout must be",
        "changes.initial-backoff | 2m | the setting %schanges.max-backoff must be PT2M to",
        "changes.retry-absent-after | 1s | the setting %schanges.retry-absent-after must be",
        "tls.key-store | no/such/file | tls.key-store does not exist, nor does its folder",
        "tls.key-store | /proc | tls.key-store is a folder; name the file in it",
        "tls.trust-store | /dev/null | tls.trust-store cannot be read: it is a pipe, a device or",
        "tls.key-store-password-file | /dev/null | needs the setting %stls.key-store; set it too",
        "bearer-token-file | /proc | bearer-token-file is a folder; name the file in it",
        "bearer-token-file | /dev/null | bearer-token-file is empty; write the secret into it",
        "headers-file | /proc | headers-file is a folder; name the file in it",
        "tls.trust-store | no/such/file | tls.trust-store does not exist",
        "tls.trust-store | pom.xml | the file pom.xml of the setting %stls.trust-store is not a key store",
        "dead-line | 3s | unknown setting %sdead-line; did you mean %sdeadline?"
      })
  void whatCannotBeUsedIsSaid(String key, String value, String message) {
    Map<String, String> values = new HashMap<>(Map.of("base-url", base()));
    values.put(key, value == null ? "" : value);

    assertThatThrownBy(() -> create(values).close())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(message.replace("%s", PREFIX))
        .hasMessageNotContaining("hidden");
  }

  /** A base URL can contain a password or a token in many invalid ways; no message quotes them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user:hid den@h/",
        "https://user:hid^den@h/",
        "https://user:hid%den@h/",
        "https://user:hid%zzden@h/",
        "https://user:hid[den@h/",
        "https://user:hid|den@h/",
        "https://user:hidden@h/",
        "https://user:hid<den@h/",
        "https://user:hid/den@h/",
        "https://user:hid?den@h/",
        "https://user:hid#den@h/",
        "https://user:hidden@h_t/",
        "https://user:hidden@h:port/",
        "https://user:hidden@/",
        "//user:hidden@h/",
        "ftp://user:hidden@h/",
        "hidden://h/",
        "user:hidden@h",
        "hid den",
        "https://h/?token=hidden",
        "https://h/?token=hid den",
        "https://h/?token=hid^den",
        "https://h/#hidden",
        "ftp://h/?token=hidden",
        "https:///hidden",
        "https://h_t/?token=hidden"
      })
  void noBaseUrlIsQuoted(String base) {
    assertThatThrownBy(() -> create(Map.of("base-url", base)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(PREFIX + "base-url")
        .satisfies(
            failure -> {
              StringWriter shown = new StringWriter();
              failure.printStackTrace(new PrintWriter(shown, true));
              assertThat(shown.toString())
                  .doesNotContain("hidden", "hid den", "hid^", "hid%", "hid[", "hid|", "hid<")
                  .doesNotContain("hid/den", "hid?den", "hid#den");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "Bearer abc", "line\nline", "gr\u00fc\u00df", "a,b"})
  void aTokenFileThatHoldsNoTokenIsRefusedAtTheStart(String content) throws Exception {
    Map<String, String> values =
        Map.of("base-url", base(), "bearer-token-file", file("token", content));

    assertThatThrownBy(() -> create(values))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(PREFIX + "bearer-token-file holds no bearer token")
        .hasMessageContaining("nothing but the token")
        .hasMessageNotContaining(content);
  }

  @Test
  void aSecretFileThatOthersCanReadIsWarnedOf() throws Exception {
    String path = file("token", "token");
    try (CapturedLog log = new CapturedLog()) {
      Files.setPosixFilePermissions(Path.of(path), PosixFilePermissions.fromString("rw-r-----"));
      create(Map.of("base-url", base(), "bearer-token-file", path)).close();
      assertThat(log.text()).doesNotContain("can be read by every user");

      Files.setPosixFilePermissions(Path.of(path), PosixFilePermissions.fromString("rw-r--r--"));
      create(Map.of("base-url", base(), "bearer-token-file", path)).close();
      assertThat(log.text())
          .contains("the file " + path + " of the setting " + PREFIX + "bearer-token-file")
          .contains("chmod o-r");
    }
  }

  /** Each lookup reads the file; its failure names the file and the reason. */
  @Test
  void aTokenFileThatGoesAwayIsNamedByTheLookup() throws Exception {
    String path = file("token", "token");
    try (PeerConfigSource source = create(Map.of("base-url", base(), "bearer-token-file", path))) {
      Files.delete(Path.of(path));
      assertThat(Peers.failure(source, Peers.KEY))
          .hasMessageContaining(" failed: the bearer token supplier failed: the file " + path)
          .hasMessageContaining(" does not exist; correct the path, or create it");
    }
  }

  @Test
  void anEmptyTokenFileIsRefused() throws Exception {
    Map<String, String> values =
        Map.of("base-url", base(), "bearer-token-file", file("token", " \n"));

    assertThatThrownBy(() -> create(values)).hasMessageContaining("token-file is empty");
  }

  @Test
  void aTokenAndAnAuthorizationHeaderAreTooMuch() throws Exception {
    Map<String, String> values =
        Map.of(
            "base-url",
            base(),
            "bearer-token-file",
            file("token", "t"),
            "headers",
            "authorization: Basic eA==");

    assertThatThrownBy(() -> create(values))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("either a bearer token or an Authorization header");
  }

  @Test
  void aPasswordFileWithoutItsStoreIsRefused() throws Exception {
    Map<String, String> values =
        Map.of("base-url", base(), "tls.key-store-password-file", file("password", "p"));

    assertThatThrownBy(() -> create(values))
        .hasMessageContaining("needs the setting " + PREFIX + "tls.key-store");
  }

  @Test
  void theDocumentedSettingsAreTheKnownOnes() throws Exception {
    String table =
        Files.readString(Path.of("..", "docs", "http-settings.md"), StandardCharsets.UTF_8);
    TreeSet<String> documented =
        Pattern.compile("^\\| `([a-z0-9.-]+)`", Pattern.MULTILINE)
            .matcher(table)
            .results()
            .map((MatchResult match) -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Map<String, String> values = new HashMap<>();
    documented.forEach(key -> values.put(key, ""));
    values.put("base-url", base());

    // Blank values count as absent, so only unknown keys matter.
    create(values).close();
    assertThat(documented).hasSize(30);
  }
}
