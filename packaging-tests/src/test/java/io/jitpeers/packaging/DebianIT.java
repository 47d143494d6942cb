package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Tests the Debian packages on a copy of this machine: installed, used as documented, purged. */
@Timeout(1800)
@EnabledOnOs(OS.LINUX)
@TestMethodOrder(OrderAnnotation.class)
class DebianIT {
  private static final Path ROOT = Path.of(System.getProperty("packaging.root"));
  private static final List<String> PACKAGES =
      List.of("jit-peers", "jit-gateway", "jit-control-plane");
  private static final List<String> SERVICES = List.of("jit-gateway", "jit-control-plane");
  private static final String KEY = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";

  /** All that a package may leave behind, except dpkg's and apt's own records. */
  private static final String FILES =
      "find /etc /opt /usr /var/cache /var/lib -xdev"
          + " ! -path '/var/lib/dpkg/*' ! -path '/var/lib/apt/*' ! -path '/var/cache/apt/*'"
          + " ! -path '/var/cache/man/*' ! -path '/var/cache/debconf/*' ! -path '/etc/*-'"
          + " ! -path '/var/lib/systemd/*' | sort; sort /etc/passwd /etc/group";

  private static DebianMachine machine;
  private static String filesBefore;
  private static String installed;

  @BeforeAll
  static void install() throws Exception {
    Path target = ROOT.resolve("examples/debian/target");
    Path folder = Path.of(System.getProperty("packaging.folder"), "debian");
    Path packages = Files.createDirectories(folder.resolve("packages"));
    // In CI nothing is left out: there it fails.
    assumeTrue(
        possible(folder) || Machine.isCi(),
        "NOT TESTED: the Debian packages, which needs Debian, root and mounts");
    Path scripts = ROOT.resolve("packaging-tests/src/debian");
    Command.run(
            ROOT,
            folder.resolve("tools.log"),
            Duration.ofMinutes(15),
            List.of(
                ROOT.resolve("kernel-tests/src/uml/packages").toString(),
                "man-db",
                "systemd",
                "util-linux"))
        .succeeded();
    Command.run(
            ROOT,
            folder.resolve("copy.log"),
            Duration.ofMinutes(5),
            List.of(
                "bash",
                "-c",
                "cp " + target + "/*.deb " + scripts + "/{start,dependencies} " + packages))
        .succeeded();
    machine = DebianMachine.start(scripts, packages, folder);
    machine.succeed("/packages/dependencies");
    filesBefore = machine.succeed(FILES);
    installed = machine.succeed(command("apt install").replace("./", "/packages/"));
  }

  private static boolean possible(Path folder) throws Exception {
    if (!System.getProperty("user.name").equals("root")
        || !Files.exists(Path.of("/usr/bin/apt-get"))
        || !Files.exists(Path.of("/usr/bin/unshare"))) {
      return false;
    }
    List<String> mounts = List.of("unshare", "--mount", "true");
    return Command.run(ROOT, folder.resolve("mounts.log"), Duration.ofMinutes(1), mounts).exitCode()
        == 0;
  }

  @AfterAll
  static void end() throws Exception {
    if (machine != null) {
      machine.close();
    }
  }

  /** Returns the documented command with a beginning, as a machine without a user runs it. */
  private static String command(String beginning) throws Exception {
    return Files.readString(ROOT.resolve("docs/debian.md"))
        .lines()
        .filter(line -> line.startsWith(beginning))
        .findFirst()
        .orElseThrow(() -> new AssertionError("docs/debian.md has no command " + beginning))
        .replace(
            "apt install",
            "DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends")
        .replace("apt purge", "DEBIAN_FRONTEND=noninteractive apt-get purge -y")
        .replace("systemctl enable --now ", "/packages/start ")
        .replace("CLIENT_PUBLIC_KEY", KEY);
  }

  @Test
  @Order(1)
  void thePackagesSayWhatTheyNeed() throws Exception {
    for (String name : PACKAGES) {
      String file = "/packages/" + name + ".deb ";
      assertThat(machine.succeed("dpkg-deb --field " + file)).contains("Architecture: all");
      assertThat(machine.succeed("dpkg-deb --contents " + file))
          .contains(" root/root ", "./usr/bin/" + name + " -> ", "/copyright", "/changelog.gz");
    }
    assertThat(machine.succeed("dpkg-deb --field /packages/jit-peers.deb Depends"))
        .contains("java17-runtime-headless", "libpcap0.8t64");
    assertThat(machine.succeed("dpkg-query -W -f '${Conffiles}' " + String.join(" ", PACKAGES)))
        .contains("/etc/jit-gateway/gateway.properties ", "/etc/default/jit-control-plane ");
    assertThat(installed).doesNotContain("there is no class-data archive");
  }

  @Test
  @Order(2)
  void eachProgramHasItsNameManualAndCompletion() throws Exception {
    for (String name : PACKAGES) {
      assertThat(machine.succeed(name + " --help")).contains("Usage: " + name + " ");
      String manual = machine.succeed("man --warnings " + name + " 2>&1 | cat");
      assertThat(manual).contains("NAME", name, "--help");
      assertThat(manual).doesNotContain("warning:");
      assertThat(
              machine.succeed(
                  ". /usr/share/bash-completion/completions/"
                      + name
                      + "; COMP_WORDS=("
                      + name
                      + " --he); COMP_CWORD=1; _complete_"
                      + name
                      + "; echo \"${COMPREPLY[@]}\""))
          .contains("--help");
    }
  }

  @Test
  @Order(3)
  void theClassDataArchiveFits() throws Exception {
    assertThat(
            machine.succeed(
                "java -XX:SharedArchiveFile=/var/cache/jit-peers/jit-peers.jsa -Xshare:on"
                    + " -Xlog:class+load -jar /usr/share/jit-peers/jit-peers.jar --version"))
        .contains("io.jitpeers.examples.Main source: shared objects file");
  }

  @Test
  @Order(4)
  void bothServicesHaveTheSameTokenThatOnlyRootReads() throws Exception {
    for (String service : SERVICES) {
      assertThat(machine.succeed("stat -c '%a %U' /etc/" + service + "/token"))
          .isEqualTo("600 root\n");
    }
    assertThat(machine.succeed("cmp /etc/jit-gateway/token /etc/jit-control-plane/token"))
        .isEmpty();
    assertThat(machine.succeed("wc -c < /etc/jit-gateway/token").strip()).isEqualTo("45");
  }

  @Test
  @Order(5)
  void systemdAcceptsTheUnits() throws Exception {
    for (String service : SERVICES) {
      String unit = "/usr/lib/systemd/system/" + service + ".service";
      assertThat(machine.succeed("systemd-analyze verify " + unit + " 2>&1")).isEmpty();
      Matcher exposure =
          Pattern.compile("Overall exposure level for \\S+: ([0-9.]+)")
              .matcher(
                  machine.succeed("systemd-analyze security --offline=true --no-pager " + unit));
      assertThat(exposure.find()).isTrue();
      assertThat(Double.parseDouble(exposure.group(1))).isLessThanOrEqualTo(2.0);
    }
  }

  /** A systemd that fails, for example because a unit has a mistake, is not the package's fault. */
  @Test
  @Order(6)
  void aSystemdThatFailsLeavesThePackagesInstalled() throws Exception {
    String token = machine.succeed("cat /etc/jit-gateway/token");
    machine.succeed(
        "mkdir -p /run/systemd/system"
            + " && printf '#!/bin/sh\\necho \"$@\" >> /run/called\\nexit 1\\n'"
            + " > /usr/local/bin/systemctl && chmod +x /usr/local/bin/systemctl");

    String upgraded = machine.succeed("JAVA_HOME=/none dpkg -i /packages/*.deb 2>&1");
    String removed = machine.succeed("dpkg -r jit-gateway jit-control-plane 2>&1");
    assertThat(machine.succeed("dpkg -i /packages/*.deb 2>&1 && cat /run/called"))
        .contains(
            "try-restart jit-gateway.service",
            "try-restart jit-control-plane.service",
            "disable --now jit-gateway.service",
            "disable --now jit-control-plane.service");

    machine.succeed("rm -r /run/systemd/system /usr/local/bin/systemctl");
    assertThat(upgraded).doesNotContain("there is no class-data archive");
    for (String service : SERVICES) {
      assertThat(upgraded)
          .contains(
              service + ": systemctl --system daemon-reload failed",
              service + ": systemctl try-restart " + service + ".service failed");
      assertThat(removed)
          .contains(
              service + ": systemctl --no-reload disable --now " + service + ".service failed",
              service + ": systemctl --system daemon-reload failed");
    }
    assertInstalled();
    assertThat(machine.succeed("cat /etc/jit-gateway/token")).isEqualTo(token);
  }

  private static void assertInstalled() throws Exception {
    assertThat(machine.succeed("dpkg-query -W -f '${Status}\\n' " + String.join(" ", PACKAGES)))
        .isEqualTo("install ok installed\n".repeat(PACKAGES.size()));
  }

  /** As in an image that is prepared without a running systemd. */
  @Test
  @Order(7)
  void removedServicesAreDisabledWithoutSystemd() throws Exception {
    String enabled = "ls /etc/systemd/system/multi-user.target.wants/ | grep -c ^jit- || true";
    machine.succeed("systemctl enable jit-gateway jit-control-plane");
    assertThat(machine.succeed(enabled)).isEqualTo("2\n");

    machine.succeed("dpkg -r jit-gateway jit-control-plane");

    assertThat(machine.succeed(enabled)).isEqualTo("0\n");
    machine.succeed("dpkg -i /packages/*.deb");
    assertInstalled();
  }

  /** An installation that was interrupted may have left the file empty. */
  @Test
  @Order(8)
  void anEmptyTokenIsReplaced() throws Exception {
    machine.succeed("truncate -s 0 /etc/jit-gateway/token");
    machine.succeed("dpkg -i /packages/jit-gateway.deb");
    bothServicesHaveTheSameTokenThatOnlyRootReads();
    machine.succeed("truncate -s 0 /etc/jit-control-plane/token");
    machine.succeed("dpkg -i /packages/jit-control-plane.deb");
    bothServicesHaveTheSameTokenThatOnlyRootReads();
  }

  @Test
  @Order(9)
  void anUpgradeThatIsGivenUpHasItsArchive() throws Exception {
    machine.succeed("/var/lib/dpkg/info/jit-peers.prerm upgrade 9.8.7");
    machine.succeed("/var/lib/dpkg/info/jit-peers.postinst abort-upgrade 9.8.7");
    theClassDataArchiveFits();
  }

  /** Port 8080 may be taken, because the copy has this machine's network. */
  @Test
  @Order(10)
  void theDocumentedCommandsServeAPeerToTheGateway() throws Exception {
    machine.succeed("sed -i 's/127.0.0.1:8080/127.0.0.1:0/' /etc/default/jit-control-plane");
    assertThat(machine.succeed(command("runuser -u jit-control-plane"))).contains(KEY);
    String output =
        machine.begin(command("systemctl enable --now jit-control-plane"), "listening on ");
    Matcher listening = Pattern.compile("listening on (http://\\S+)").matcher(output);
    assertThat(listening.find()).isTrue();
    String url = listening.group(1);
    String token = machine.succeed("cat /etc/jit-gateway/token").strip();

    assertThat(get(url, token).statusCode()).isEqualTo(200);
    assertThat(get(url, token).body()).contains("10.0.0.2/32");
    assertThat(get(url, "wrong").statusCode()).isEqualTo(401);

    machine.succeed(
        "sed -i s,http://127.0.0.1:8080," + url + ", /etc/jit-gateway/gateway.properties");
    String checked = machine.run(command("jit-gateway").replace("wg0", "jit-none")).output();
    assertThat(checked.lines())
        .anyMatch(line -> line.startsWith("ok") && line.contains(url))
        .noneMatch(line -> line.startsWith("FAIL") && line.contains("control plane"));
  }

  private static HttpResponse<String> get(String url, String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/peer/" + KEY.replace("=", "%3D")))
            .header("Authorization", "Bearer " + token)
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  @Order(11)
  void purgeLeavesNothing() throws Exception {
    machine.succeed(
        "id=$(cat /run/jit-control-plane.pid); kill $id; while kill -0 $id; do sleep 0.1; done");

    machine.succeed(command("apt purge"));

    Set<String> before = filesBefore.lines().collect(Collectors.toSet());
    Set<String> after = machine.succeed(FILES).lines().collect(Collectors.toSet());
    assertThat(minus(after, before)).as("left behind").isEmpty();
    assertThat(minus(before, after)).as("removed").isEmpty();
  }

  private static Set<String> minus(Set<String> all, Set<String> without) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(without);
    return rest;
  }
}
