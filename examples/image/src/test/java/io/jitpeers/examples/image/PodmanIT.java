package io.jitpeers.examples.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jitpeers.examples.image.Programs.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of docs/container.md in Podman, which takes the arguments of Docker. */
class PodmanIT {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Pattern BLOCK =
      Pattern.compile("<!-- run by PodmanIT -->\\n```sh\\n(.*?)```", Pattern.DOTALL);

  @TempDir static Path folder;
  private static String podman;
  private static List<String> blocks;

  @BeforeAll
  static void load() throws Exception {
    assumeTrue(
        Programs.areRootsOrInCi() && Files.exists(Path.of("/usr/bin/apt-get")),
        "NOT TESTED: the container image in Podman, which needs Debian, root and mounts");
    Programs.succeed(ROOT.resolve("kernel-tests/src/uml/packages").toString(), "podman", "runc");
    podman = "'" + Path.of("src/test/podman").toAbsolutePath() + "' '" + folder + "'";
    blocks =
        BLOCK
            .matcher(Files.readString(ROOT.resolve("docs/container.md")))
            .results()
            .map(block -> block.group(1))
            .toList();
    assertThat(blocks).hasSize(3);
    for (String line : blocks.get(0).lines().toList()) {
      assertThat(shell(line).exitCode()).as(line).isZero();
    }
  }

  @AfterAll
  static void remove() throws Exception {
    if (podman != null) {
      // The layers of images are mounted or have modes that the folder's removal could not handle.
      assertThat(shell("podman rmi --all --force").exitCode()).isZero();
    }
  }

  /** Runs a documented command with this test's Podman. */
  private static Result shell(String command) throws Exception {
    String filledIn =
        command
            .replaceFirst("^(docker|podman) ", podman + " ")
            .replace("VERSION", System.getProperty("image.version"))
            .replace("--volume /", "--volume " + folder + "/");
    return Programs.run(List.of("bash", "-c", "cd '" + ROOT + "' && " + filledIn));
  }

  @Test
  void bothFormsAreOneImage() throws Exception {
    Result images = shell("podman images --no-trunc --format '{{.Repository}} {{.Tag}}'");

    assertThat(images.output())
        .isEqualTo("localhost/jit-gateway " + System.getProperty("image.version") + "\n");
  }

  /** There is no WireGuard interface on this machine, as the check says. */
  @Test
  void theGatewayHasTheCapabilitiesThatAreAdded() throws Exception {
    Path settings = Files.createDirectories(folder.resolve("etc/jit-gateway"));
    Files.createDirectories(folder.resolve("var/lib/jit-gateway"));
    Files.writeString(
        settings.resolve("gateway.properties"),
        "gateway.interfaces=no-such-wg\nconfig-source.http.base-url=http://127.0.0.1:1\n");
    Programs.succeed("bash", "-c", "umask 077; echo token > " + settings.resolve("token"));

    Result check = shell(blocks.get(1).strip().replace("--name jit-gateway", "--rm") + " --check");

    assertThat(check.exitCode()).as(check.output()).isEqualTo(1);
    assertThat(check.output())
        .contains("ok    this process has CAP_NET_ADMIN", "ok    this process has CAP_NET_RAW")
        .contains("ok    the settings of no-such-wg can be used")
        .contains("FAIL  reading the WireGuard device no-such-wg: ")
        .doesNotContain("library");
  }

  @Test
  void theQuickStartNeedsNoRights() throws Exception {
    Result result = shell(blocks.get(2).strip());

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).endsWith("OK: every claim above was verified\n");
  }
}
