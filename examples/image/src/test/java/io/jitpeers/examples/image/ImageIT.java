package io.jitpeers.examples.image;

import static io.jitpeers.examples.image.Programs.areRootsOrInCi;
import static io.jitpeers.examples.image.Programs.run;
import static io.jitpeers.examples.image.Programs.succeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jitpeers.examples.identify.Fixture;
import io.jitpeers.examples.image.Programs.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the image: its layers are unpacked into an empty folder, which becomes the root. */
class ImageIT {
  private static final Path TARGET = Path.of(System.getProperty("image.folder"));
  private static final String JAR = "/usr/share/jit-peers/jit-peers.jar";

  @TempDir static Path folder;
  private static Path root;
  private static Path mounted;
  private static Archive docker;

  @BeforeAll
  static void unpack() throws Exception {
    assumeTrue(areRootsOrInCi(), "NOT TESTED: the container image, which needs root and mounts");
    docker = Archive.docker(unpacked("docker"));
    root = Files.createDirectory(folder.resolve("root"));
    for (Path layer : docker.layers()) {
      succeed("tar", "-xzf", layer.toString(), "-C", root.toString());
    }
    mounted = Files.createDirectory(folder.resolve("mounted"));
    succeed("chmod", "0755", folder.toString());
    succeed("chown", "65532:65532", mounted.toString());
  }

  private static Path unpacked(String form) throws Exception {
    Path to = Files.createDirectory(folder.resolve(form));
    Path tar = TARGET.resolve("jit-gateway-" + form + ".tar");
    succeed("tar", "-xf", tar.toString(), "-C", to.toString());
    return to;
  }

  /** Runs the image's entry point, with arguments. */
  private static Result gateway(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(docker.list("Entrypoint"));
    command.addAll(List.of(arguments));
    return inside(command);
  }

  /** Runs another program of the jar, as --entrypoint does. */
  private static Result program(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(docker.list("Entrypoint").get(0));
    command.addAll(List.of("-jar", JAR));
    command.addAll(List.of(arguments));
    return inside(command);
  }

  private static Result inside(List<String> command) throws Exception {
    List<String> all = new ArrayList<>();
    all.add(Path.of("src/test/inside").toAbsolutePath().toString());
    all.addAll(List.of(root.toString(), mounted.toString()));
    all.addAll(command);
    return run(all);
  }

  @Test
  void bothArchivesHaveTheSameImage() throws Exception {
    Archive oci = Archive.oci(unpacked("oci"));

    assertThat(oci.config()).isEqualTo(docker.config());
    assertThat(oci.layers()).hasSameSizeAs(docker.layers());
    for (int i = 0; i < oci.layers().size(); i++) {
      assertThat(oci.layers().get(i)).hasSameBinaryContentAs(docker.layers().get(i));
    }
    assertThat(docker.config())
        .contains("\"User\":\"65532:65532\"", "\"architecture\":\"amd64\"", "\"os\":\"linux\"")
        .contains("\"org.opencontainers.image.licenses\":\"Apache-2.0\"")
        .contains("image.version\":\"" + System.getProperty("image.version") + "\"");
  }

  @Test
  void theEntryPointIsTheGateway() throws Exception {
    Result version = gateway("--version");

    assertThat(version.output())
        .isEqualTo("JIT Peers " + System.getProperty("image.version") + "\n");
    assertThat(gateway("--help").output()).startsWith("Usage: jit-gateway ");
  }

  /** The gateway reaches the kernel over netlink, with OpenSSL, and says what it lacks. */
  @Test
  void theGatewayChecksTheMachine() throws Exception {
    Result check =
        gateway(
            "--interface=no-such-wg",
            "--control-plane=http://127.0.0.1:1",
            "--set=crypto.x25519=libcrypto",
            "--check");

    assertThat(check.exitCode()).as(check.output()).isEqualTo(1);
    assertThat(check.output())
        .contains("FAIL  this process lacks CAP_NET_ADMIN")
        .contains("ok    the settings of no-such-wg can be used")
        .contains("FAIL  reading the WireGuard device no-such-wg: ")
        .doesNotContain("library");
  }

  /** Clients handshake, their configs are pulled over HTTP, and their peers are installed. */
  @Test
  void theQuickStartProvisionsPeers() throws Exception {
    Result result = program("quickstart");

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).endsWith("OK: every claim above was verified\n");
  }

  @Test
  void libpcapReadsACapture() throws Exception {
    Fixture fixture = Fixture.of("vlan");
    Files.write(mounted.resolve("some.pcap"), fixture.capture());
    Files.write(mounted.resolve("key"), fixture.privateKey().getBytes(StandardCharsets.US_ASCII));
    succeed("chown", "-R", "65532:65532", mounted.toString());
    succeed("chmod", "0600", mounted.resolve("key").toString());

    Result result =
        program(
            "identify",
            "--capture=/mnt/some.pcap",
            "--port=" + fixture.port(),
            "--private-key-file=/mnt/key");

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("initiations: 8 (opened 8, refused 0: ");
  }

  @Test
  void sqliteKeepsPeers() throws Exception {
    String key = "8NPujOX8SaVk5VBOwuT/vomZzLsL7T8pS1HcKoH+/vg=";
    String database = "--database=/mnt/peers.db";

    Result add = program("control-plane", "peer", "add", database, key, "--allowed-ip=10.1.2.3");
    Result list = program("control-plane", "peer", "list", database);

    assertThat(add.exitCode()).as(add.output()).isZero();
    assertThat(list.output()).isEqualTo(key + "  10.1.2.3/32\n");
  }
}
