package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.packaging.Command.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Tests {@code release/build} with a program named mvn that only writes the files. */
@Timeout(600)
@EnabledOnOs(OS.LINUX)
class ReleaseBuildIT {
  private static final String MAVEN =
      """
      #!/bin/bash
      set -eu
      printf '%s\\n' "$@" > "$WORK/options"
      repository=$(printf '%s\\n' "$@" | sed -n 's/^-DaltDeploymentRepository=release::file://p')
      mkdir -p "$repository" examples/target examples/debian/target
      sed -n '0,/<version>/s|^  <version>\\(.*\\)</version>$|\\1|p' pom.xml > "$repository/core.jar"
      [ ! -e "$WORK/differs" ] || pwd > "$repository/core.jar"
      for file in examples/target/jit-examples.jar examples/debian/target/jit-peers.deb; do
        echo program > $file
        echo sbom > $file.cdx.json
      done
      echo "$LC_ALL $TZ $JAVA_TOOL_OPTIONS" >> "$WORK/environments"
      [ ! -e "$WORK/fails" ]
      """;

  @TempDir Path folder;
  private Path tree;

  @BeforeEach
  void setUp() throws Exception {
    ReleaseTree.requireTools(folder);
    tree = ReleaseTree.create(folder.resolve("tree"), folder);
    Path maven = Files.createDirectories(folder.resolve("bin")).resolve("mvn");
    Files.write(maven, MAVEN.getBytes(StandardCharsets.UTF_8));
    shell("chmod +x bin/mvn; mkdir -m 0700 keys").succeeded();
    newKey("one");
  }

  @AfterEach
  void endAgents() throws Exception {
    shell("for keys in keys locked; do GNUPGHOME=$keys gpgconf --kill gpg-agent; done");
  }

  private Result shell(String command) throws Exception {
    return ReleaseTree.shell(folder, folder, command);
  }

  private void newKey(String name) throws Exception {
    String options = "--batch --quiet --passphrase '' --quick-generate-key ";
    String key = "'" + name + " <" + name + "@localhost>' ed25519 sign never";
    shell("GNUPGHOME=keys gpg " + options + key).succeeded();
  }

  /** The paths are relative to the caller's folder, not to the tree. */
  private Result build(String variables) throws Exception {
    return shell(
        "export PATH=$PWD/bin:$PATH WORK=$PWD GNUPGHOME=keys MAINTAINER='test <test@localhost>';"
            + variables
            + " tree/release/build 9.8.7 out/release");
  }

  private void assertFailure(Result result, String reason) {
    assertThat(result.output()).contains(reason);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(folder.resolve("out/release")).doesNotExist();
  }

  @Test
  void aReleaseIsSignedAndNothingIsInstalled() throws Exception {
    assertThat(build("").succeeded())
        .contains("both builds are the same", "the release 9.8.7 is in " + folder);

    Path release = folder.resolve("out/release");
    assertThat(Files.readString(release.resolve("repository/core.jar"))).isEqualTo("9.8.7\n");
    assertThat(Files.readString(folder.resolve("options")))
        .contains("deploy\n", "-Dmaven.install.skip\n");
    String verify = "cd out/release && sha256sum --quiet -c SHA256SUMS && for f in ";
    String files =
        "SHA256SUMS programs/jit-examples.jar programs/jit-peers.deb"
            + " programs/jit-examples.jar.cdx.json programs/jit-peers.deb.cdx.json";
    String each = "; do GNUPGHOME=../../keys gpg --verify $f.asc $f || exit 1; done";
    shell(verify + files + each).succeeded();
    assertThat(Files.readString(release.resolve("SHA256SUMS")))
        .contains("programs/jit-peers.deb.cdx.json");
  }

  /** Otherwise a file that depends on them is the same in both builds of one machine. */
  @Test
  void theTwoBuildsHaveDifferentLanguagesAndTimeZones() throws Exception {
    build("unset JAVA_TOOL_OPTIONS; export LC_ALL=tr_TR.UTF-8 TZ=Asia/Tokyo;").succeeded();

    assertThat(Files.readAllLines(folder.resolve("environments")))
        .map(String::strip)
        .containsExactly(
            "C.UTF-8 UTC -Duser.language=en", "C.UTF-8 Pacific/Kiritimati -Duser.language=ja");
  }

  @Test
  void aBuildThatFailsAfterItsFilesAreThereIsNoRelease() throws Exception {
    Files.createFile(folder.resolve("fails"));

    assertFailure(build(""), "release/build: build 1 failed");
  }

  @Test
  void aVersionThatCannotBeSetIsNoRelease() throws Exception {
    Files.write(tree.resolve("CHANGELOG.md"), "none\n".getBytes(StandardCharsets.UTF_8));
    ReleaseTree.commit(tree, folder, "2027-01-01T00:00:00Z");

    Result result = build("");
    assertFailure(result, "release/build: build 1 failed");
    assertThat(result.output()).contains("CHANGELOG.md has no section [9.8.7]");
  }

  @Test
  void buildsThatDifferAreNoRelease() throws Exception {
    Files.createFile(folder.resolve("differs"));

    assertFailure(build(""), "release/build: the two builds differ: ");
  }

  @Test
  void buildsThatCannotBeComparedAreNoRelease() throws Exception {
    Path diff = folder.resolve("bin/diff");
    Files.write(diff, "#!/bin/sh\necho unreadable\nexit 2\n".getBytes(StandardCharsets.UTF_8));
    shell("chmod +x bin/diff").succeeded();

    assertFailure(build(""), "release/build: the two builds cannot be compared: unreadable");
  }

  @Test
  void oneKeyThatSignsIsRequired() throws Exception {
    assertFailure(build("GNUPGHOME=none"), folder.resolve("none") + " does not exist");
    assertFailure(build("KEY=two@localhost"), "no secret key two@localhost in ");
    newKey("two");
    assertFailure(build(""), "set KEY to one of the keys that can sign: ");

    build("KEY=two@localhost").succeeded();

    String signer = "cd out/release && GNUPGHOME=../../keys gpg --verify SHA256SUMS.asc SHA256SUMS";
    assertThat(shell(signer).succeeded()).contains("two@localhost");
  }

  @Test
  void aKeyThatCannotSignIsNoticedBeforeTheBuild() throws Exception {
    shell("mkdir -m 0700 locked; echo pinentry-program /bin/false > locked/gpg-agent.conf")
        .succeeded();
    String options = "--batch --quiet --pinentry-mode loopback --passphrase secret ";
    shell("GNUPGHOME=locked gpg " + options + "--quick-generate-key a@localhost ed25519 sign never")
        .succeeded();
    shell("GNUPGHOME=locked gpgconf --kill gpg-agent").succeeded();

    assertFailure(build("GNUPGHOME=locked;"), " cannot sign");
    assertThat(folder.resolve("options")).doesNotExist();
  }

  @Test
  void aBuildWithoutWhatItNeedsBeginsNothing() throws Exception {
    assertFailure(
        shell("tree/release/build 9.8.7-SNAPSHOT out/release"),
        "a release is MAJOR.MINOR.PATCH, not 9.8.7-SNAPSHOT");
    assertFailure(build("unset MAINTAINER;"), "set MAINTAINER='NAME <ADDRESS>'");
    assertFailure(shell("tree/release/build 9.8.7 tree"), folder + "/tree exists already");
    Files.createFile(tree.resolve("more"));
    assertFailure(build(""), "there are changes that are not committed");
    assertThat(folder.resolve("options")).doesNotExist();
  }
}
