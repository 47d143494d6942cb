package io.jitpeers.examples.gateway.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.examples.gateway.settings.GatewaySettings;
import io.jitpeers.examples.gateway.settings.SettingsFile;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class GatewayInitCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path config;
  private Path unit;

  @BeforeEach
  void setUp() {
    config = folder.resolve("etc/gateway.properties");
    unit = folder.resolve("units/jit-gateway.service");
  }

  private int run(String input, String... options) {
    List<String> arguments = new ArrayList<>(List.of("--config", config.toString()));
    arguments.addAll(List.of("--unit", unit.toString()));
    arguments.addAll(List.of(options));
    return execute(input, null, arguments);
  }

  private int execute(String input, @Nullable String program, List<String> arguments) {
    ByteArrayInputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    return new CommandLine(new GatewayInitCommand(in, new GatewayMachine(folder, program)))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments.toArray(String[]::new));
  }

  private GatewaySettings settings() {
    return GatewaySettings.of(SettingsFile.read(config), Map.of());
  }

  @Test
  void threeAnswersMakeAConfigAndAUnit() throws Exception {
    assertThat(run("wg7\nhttps://control.example:8443/peers\n/run/secrets/token\n")).isZero();

    assertThat(out.toString())
        .contains(
            "WireGuard interface [wg0]: ",
            "URL of the control plane [http://127.0.0.1:8080]: ",
            "File with the control plane's token, or none [none]: ",
            "wrote " + config,
            "wrote " + unit,
            " --config " + config + " --check");
    assertThat(settings().interfaces()).containsExactly("wg7");
    assertThat(settings().orchestratorSettings("wg7"))
        .containsEntry("config-source.http.base-url", "https://control.example:8443/peers")
        .containsEntry("config-source.http.bearer-token-file", "/run/secrets/token");
    assertThat(Files.readString(unit))
        .contains(
            "LoadCredential=token:/run/secrets/token\n",
            " --config " + config + " --token-file ${CREDENTIALS_DIRECTORY}/token --state",
            "\nAmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW\n");
  }

  @Test
  void emptyAnswersAreTheDefaults() throws Exception {
    assertThat(run("\n\n\n")).isZero();

    assertThat(settings().interfaces()).containsExactly("wg0");
    assertThat(Files.readString(config)).doesNotContain("bearer-token-file");
    assertThat(Files.readString(unit))
        .doesNotContain("LoadCredential", "token", "/opt/jit-peers")
        .contains("ExecStart=");
  }

  @Test
  void theDefaultsAreThoseOfTheMachine() throws Exception {
    Path interfaces = folder.resolve("sys/class/net");
    for (String name : List.of("eth0", "wg3", "wg5")) {
      Path event = Files.createDirectories(interfaces.resolve(name)).resolve("uevent");
      String type = name.startsWith("wg") ? "DEVTYPE=wireguard\n" : "";
      Files.write(event, (type + "INTERFACE=" + name + "\n").getBytes(StandardCharsets.UTF_8));
    }
    Path token = folder.resolve("etc/jit-gateway/token");
    Files.createDirectories(token.getParent());
    Files.write(token, "secret".getBytes(StandardCharsets.UTF_8));

    assertThat(run("", "--yes")).isZero();

    assertThat(settings().interfaces()).containsExactly("wg3");
    assertThat(Files.readString(unit)).contains("LoadCredential=token:/etc/jit-gateway/token\n");
    assertThat(Files.readString(config) + Files.readString(unit) + out).doesNotContain("secret");
  }

  @Test
  void whatAnOptionSaysIsNotAsked() {
    assertThat(run("none\n", "--interface=wg1", "--control-plane=http://[::1]:8080")).isZero();

    assertThat(out.toString()).doesNotContain("WireGuard interface", "URL of").contains("token");
    assertThat(settings().interfaces()).containsExactly("wg1");
  }

  @Test
  void aWrongAnswerIsAskedForAgain() {
    assertThat(run("a name with blanks\nwg0\nftp://x\nhttp://control:80\ntoken\nnone\n")).isZero();

    assertThat(out.toString())
        .contains("1 to 15 letters", "such as http://127.0.0.1:8080", "an absolute path");
  }

  @Test
  void afterThreeWrongAnswersNothingIsWritten() {
    assertThat(run("/\n/\n/\n")).isEqualTo(2);

    assertThat(err.toString()).contains("init: an interface's name has 1 to 15 letters");
    assertThat(config).doesNotExist();
  }

  @Test
  void theEndOfTheInputIsNoAnswer() {
    assertThat(run("wg0\n")).isEqualTo(1);

    assertThat(err.toString()).contains("the input ended before the question was answered");
    assertThat(config).doesNotExist();
    assertThat(unit).doesNotExist();
  }

  /** A URL may hold a password, and standard error may go to a log. */
  @ParameterizedTest
  @ValueSource(strings = {"http://user:c2VjcmV0@host", "c2VjcmV0:// x", "c2VjcmV0"})
  void aWrongUrlIsNotQuoted(String url) {
    assertThat(run("", "--yes", "--control-plane=" + url)).isEqualTo(2);
    assertThat(err.toString()).contains("http://127.0.0.1:8080").doesNotContain("c2VjcmV0");
  }

  @Test
  void existingFilesAreReplacedOnlyWithForce() throws Exception {
    Files.createDirectories(unit.getParent());
    Files.write(unit, "mine".getBytes(StandardCharsets.UTF_8));

    assertThat(run("", "--yes")).isEqualTo(1);
    assertThat(err.toString()).contains(unit + " exists already; give --force to replace it");
    assertThat(Files.readString(unit)).isEqualTo("mine");
    assertThat(config).doesNotExist();

    assertThat(run("", "--yes", "--force")).isZero();
    assertThat(Files.readString(unit)).contains("ExecStart=");
    assertThat(run("", "--yes")).isEqualTo(1);
    assertThat(run("", "--yes", "--force", "--no-unit")).isZero();
  }

  /** A unit in /etc would take the place of the package's. */
  @Test
  void theProgramOfThePackageWritesAUnitOnlyIfOneIsNamed() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--yes", "--config", config.toString()));

    assertThat(execute("", "jit-gateway", arguments)).isZero();

    assertThat(out.toString())
        .contains(
            "  /usr/bin/jit-gateway --config " + config + " --check",
            "enable --now jit-gateway" + System.lineSeparator())
        .doesNotContain("wrote /etc", "jit-gateway.service");
    arguments.addAll(List.of("--force", "--unit", unit.toString()));
    assertThat(execute("", "jit-gateway", arguments)).isZero();
    assertThat(Files.readString(unit)).contains("ExecStart=/usr/bin/jit-gateway --config ");
  }

  @Test
  void noUnitIsWrittenBesideThatOfThePackage() throws Exception {
    Path units = Files.createDirectories(folder.resolve("usr/lib/systemd/system"));
    Files.createFile(units.resolve("jit-gateway.service"));

    assertThat(execute("", "jit-peers", List.of("--yes", "--config", config.toString()))).isZero();

    assertThat(out.toString()).doesNotContain("wrote /etc").contains("wrote " + config);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a%b", "a\"b", "a'b", "a\\b", "a$b"})
  void aUnitCannotNameEachFile(String name) {
    config = folder.resolve(name);

    assertThat(run("", "--yes")).isEqualTo(2);

    assertThat(err.toString()).contains("a unit names files without blanks", config.toString());
    assertThat(config).doesNotExist();
    assertThat(unit).doesNotExist();
    assertThat(run("", "--yes", "--no-unit")).isZero();
  }

  @Test
  void aUnitCannotNameEachJar() {
    List<String> program = List.of("/usr/bin/java", "-jar", "/opt/my programs/jit.jar");

    assertThatThrownBy(() -> GatewayFiles.requireUnitCanName(program, config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"/opt/my programs/jit.jar\"");
  }

  @Test
  void aFileThatCannotBeWrittenIsReported() throws Exception {
    Files.write(folder.resolve("etc"), "a file".getBytes(StandardCharsets.UTF_8));

    assertThat(run("", "--yes")).isEqualTo(1);
    assertThat(err.toString()).contains("the file " + config + " cannot be written: ");
  }

  @Test
  @Tag("systemd") // Run with -Pkernel, and then it fails where systemd-analyze is missing.
  void systemdAcceptsTheUnit() throws Exception {
    assertThat(run("", "--yes", "--token-file=/etc/jit-gateway/token")).isZero();
    Process process =
        new ProcessBuilder("systemd-analyze", "verify", unit.toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).isEmpty();
  }
}
