package io.jitpeers.examples.gateway;

import static io.jitpeers.examples.gateway.SecretScene.OPERATOR_TOKEN;
import static io.jitpeers.examples.gateway.SecretScene.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jitpeers.examples.controlplane.ControlPlaneServer;
import io.jitpeers.examples.gateway.settings.GatewaySettings;
import io.jitpeers.examples.gateway.settings.SettingsFile;
import io.jitpeers.testing.RequiresLinux;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Settings that hold or name a secret and are wrong: what is said of them does not quote it. */
@RequiresLinux
@Timeout(120)
class SecretMistakesTest {
  /** With a password or a token where it may be read as part of a name, a port or a query. */
  private static final List<String> BASE_URLS =
      Stream.of(
              "http://gateway:%s@127.0.0.1",
              "http://gateway:%s x@127.0.0.1",
              "http://gateway:%s^@127.0.0.1",
              "http://gateway:%s%%@127.0.0.1",
              "http://gateway:%s[@127.0.0.1",
              "http://gateway:%s|@127.0.0.1",
              "http://127.0.0.1:%s",
              "http://%s",
              "gateway:%s@127.0.0.1",
              "http://127.0.0.1/?token=%s",
              "http://127.0.0.1/#%s",
              "ftp://127.0.0.1/%s",
              "%s")
          .map(url -> String.format(url, TOKEN))
          .toList();

  @TempDir private Path folder;
  private SecretScene scene;

  @BeforeEach
  void listen() {
    scene = new SecretScene(folder);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void mistakesWithEachSecretAreToldWithoutIt() throws Exception {
    try (ControlPlaneServer controlPlane = scene.controlPlane()) {
      Map<String, String> right = scene.settings(controlPlane);
      String wrong = scene.secretFile("two-words", TOKEN + " " + OPERATOR_TOKEN).toString();
      mistake(right, "gateway.operator-token-file", wrong);
      mistake(right, "gateway.operator-token-file", folder.resolve("none").toString());
      mistake(right, "config-scene.source.http.bearer-token", TOKEN);
      mistake(right, "config-scene.source.http.headers-file", wrong);
      mistake(
          right,
          "config-scene.source.http.headers-file",
          scene.secretFile("nl", "A: \u0001" + TOKEN).toString());
      mistake(right, "config-scene.source.http.tls.trust-store-password-file", wrong);
      mistake(right, "config-scene.source.http.tls.key-store-password-file", wrong);
      mistake(
          right, "config-scene.source.http.tls.trust-store", folder.resolve("password").toString());
      mistake(right, "config-source.http.bearer-token-file", wrong);
      mistake(
          right,
          "config-source.http.bearer-token-file",
          scene.secretFile("control", TOKEN + "\u0001").toString());
      for (String url : BASE_URLS) {
        mistake(right, "config-source.http.base-url", url);
      }
      mistake(
          right,
          "peer-store.netlink.private-key",
          Base64.getEncoder().encodeToString(scene.privateKey.toBytes()));
    }
    for (String line : List.of(TOKEN, "a key with blanks=" + TOKEN, "=" + TOKEN)) {
      Path file = Files.writeString(folder.resolve("bad.properties"), line + "\n");
      scene.said.add("a settings file", catchThrowable(() -> SettingsFile.read(file)));
    }
    assertThat(scene.said.count("the setting ")).isEqualTo(11 + BASE_URLS.size());
    scene.said.assertNoneOf(scene.secrets);
  }

  /** Starts a gateway with one setting that is wrong. */
  private void mistake(Map<String, String> right, String key, String value) {
    Map<String, String> values = new TreeMap<>(right);
    values.put(key, value);
    Path file = folder.resolve("wrong.properties");
    Throwable failure =
        catchThrowable(
            () -> {
              Files.write(
                  file,
                  values.entrySet().stream()
                      .map(entry -> entry.getKey() + "=" + entry.getValue())
                      .toList());
              GatewayCommand command = new GatewayCommand(scene.parts());
              command.stop();
              StringWriter err = new StringWriter();
              int code =
                  new CommandLine(command).setErr(new PrintWriter(err)).execute("--config=" + file);
              assertThat(code).as(key + ": " + err).isIn(1, 2);
              scene.said.add("the setting " + key, err.toString());
              new GatewayAssembly(GatewaySettings.of(values, Map.of()), scene.parts(), false)
                  .assemble()
                  .close();
            });
    if (failure instanceof AssertionError wrong) {
      throw wrong;
    }
    if (failure != null) {
      scene.said.add("a failure to start", failure);
    }
  }
}
