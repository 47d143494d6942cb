package io.jitpeers.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.gateway.settings.SettingsFile;
import io.jitpeers.options.ProvisioningOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The systemd unit starts the program as it is, and gives it no more than it needs. */
class UnitFileTest {
  private static final Path UNIT = Path.of("systemd", "jit-gateway.service");
  private Map<String, String> service;

  /** The directives of the section Service, as systemd.syntax(7) has them. */
  @BeforeEach
  void read() throws IOException {
    List<String> lines = Files.readAllLines(UNIT);
    List<String> section =
        lines.subList(lines.indexOf("[Service]") + 1, lines.indexOf("[Install]"));
    service =
        section.stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> line.split("=", 2))
            .collect(
                Collectors.toMap(pair -> pair[0], pair -> pair[1], (one, two) -> one + " " + two));
  }

  @Test
  void itsCommandIsOneThatTheProgramKnows() {
    String command = service.get("ExecStart");
    assertThat(command)
        .startsWith("/usr/bin/java ")
        .contains("-jar /opt/jit-peers/jit-examples.jar");
    String[] arguments = command.substring(command.indexOf(" gateway ") + 9).split(" ");

    CommandLine.ParseResult parsed = new CommandLine(new GatewayCommand()).parseArgs(arguments);

    assertThat(parsed.<Path>matchedOptionValue("--config", null))
        .isEqualTo(Path.of("/etc/jit-gateway/gateway.properties"));
    assertThat(service.get("LoadCredential")).startsWith("token:");
    assertThat(parsed.<String>matchedOptionValue("--token-file", null))
        .isEqualTo("${CREDENTIALS_DIRECTORY}/token");
    assertThat(parsed.<String>matchedOptionValue("--state-directory", null))
        .isEqualTo("${STATE_DIRECTORY}");
    assertThat(service)
        .containsEntry("StateDirectory", "jit-gateway")
        .containsEntry("StateDirectoryMode", "0700");
  }

  @Test
  void itHasTheTwoCapabilitiesAndNoOther() {
    assertThat(service.get("AmbientCapabilities")).isEqualTo("CAP_NET_ADMIN CAP_NET_RAW");
    assertThat(service.get("CapabilityBoundingSet")).isEqualTo("CAP_NET_ADMIN CAP_NET_RAW");
    assertThat(service)
        .containsEntry("DynamicUser", "yes")
        .containsEntry("NoNewPrivileges", "yes")
        .containsEntry("ProtectSystem", "strict")
        .doesNotContainKey("User");
  }

  /** Netlink, raw sockets and captures, HTTP, and what the JDK itself uses. */
  @Test
  void itsSocketsAreThoseOfTheParts() {
    assertThat(service.get("RestrictAddressFamilies").split(" "))
        .containsExactlyInAnyOrder("AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_UNIX");
  }

  /** The command's own close deadline, and what closing may take beyond it. */
  @Test
  void itWaitsLongerForTheEndThanTheProgramTakes() {
    Map<String, String> example = SettingsFile.read(Path.of("gateway.properties"));
    assertThat(example).doesNotContainKey("provisioning.close-deadline");
    assertThat(service.get("TimeoutStopSec")).isEqualTo("30s");
    assertThat(ProvisioningOptions.defaults().closeDeadline().plus(GatewayCommand.CLOSING_MARGIN))
        .isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void systemdIsToldWhenItIsReadyAndThatItLives() {
    assertThat(service).containsEntry("Type", "notify").containsEntry("WatchdogSec", "30s");
    assertThat(service.get("Restart")).as("a missed sign is a failure").isEqualTo("on-failure");
    assertThat(service).as("core dumps hold keys").containsEntry("LimitCORE", "0");
  }

  /** What systemd-analyze says of a copy whose JVM is this one. */
  private static String analyze(Path folder, String... arguments) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path copy = folder.resolve("jit-gateway.service");
    Files.writeString(copy, Files.readString(UNIT).replace("/usr/bin/java", java));
    List<String> command = new ArrayList<>(List.of("systemd-analyze"));
    command.addAll(List.of(arguments));
    command.add(copy.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  @Tag("systemd") // Run with -Pkernel, and then they fail where systemd-analyze is missing.
  void itGivesTheProgramLittle(@TempDir Path folder) throws Exception {
    String said = analyze(folder, "security", "--offline=true", "--no-pager");

    Matcher overall =
        Pattern.compile("Overall exposure level for jit-gateway.service: ([0-9.]+)").matcher(said);
    assertThat(overall.find()).as(said).isTrue();
    assertThat(Double.parseDouble(overall.group(1))).as(said).isLessThanOrEqualTo(2.0);
  }

  @Test
  @Tag("systemd")
  void systemdFindsNothingWrongWithIt(@TempDir Path folder) throws Exception {
    assertThat(analyze(folder, "verify")).isEmpty();
  }
}
