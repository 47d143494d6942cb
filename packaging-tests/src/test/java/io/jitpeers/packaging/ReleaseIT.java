package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.packaging.Command.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Tests the parts of a release that take no minutes. docs/releasing.md has the others. */
@Timeout(1800)
@EnabledOnOs(OS.LINUX)
class ReleaseIT {
  private static final Path ROOT = Path.of(System.getProperty("packaging.root"));

  @TempDir Path folder;

  private Result shell(Path at, String command) throws Exception {
    return ReleaseTree.shell(at, folder, command);
  }

  @Test
  void aVersionIsSetEverywhere() throws Exception {
    Path tree = tree();

    shell(tree, "release/version 9.8.7").succeeded();

    assertThat(shell(tree, "git grep -nF 9.8.7-SNAPSHOT -- '*pom.xml' '*.md'").output()).isEmpty();
    assertThat(Files.readString(tree.resolve("pom.xml")))
        .contains(
            "<version>9.8.7</version>",
            "<project.build.outputTimestamp>2026-12-25T01:30:00Z</project.build.outputTimestamp>",
            "<api.baseline>none</api.baseline>");
    assertThat(Files.readString(tree.resolve("README.md"))).contains("<version>9.8.7</version>");
    assertThat(Files.readString(tree.resolve("CHANGELOG.md")))
        .contains("## [9.8.7] - 2026-12-25\n");

    shell(tree, "release/version 9.9.0-SNAPSHOT 9.8.7").succeeded();

    assertThat(Files.readString(tree.resolve("pom.xml")))
        .contains(
            "<version>9.9.0-SNAPSHOT</version>",
            "<api.baseline>9.8.7</api.baseline>",
            "<japicmp.skip>false</japicmp.skip>");
    assertThat(shell(tree, "release/version 1.0").exitCode()).isEqualTo(1);
  }

  /** The tag is of a later commit than the one that the release was built from. */
  @Test
  void theTagIsBuiltWithTheTimeOfTheRelease() throws Exception {
    Path tree = tree();
    shell(tree, "release/version 9.8.7").succeeded();
    ReleaseTree.commit(tree, folder, "2027-01-01T00:00:00Z");

    shell(tree, "release/version 9.8.7").succeeded();

    assertThat(shell(tree, "git status --porcelain").output()).isEmpty();
  }

  @Test
  void aVersionThatCannotBeSetChangesNothing() throws Exception {
    Path tree = tree();

    assertThat(shell(tree, "release/version 9.9.9").output())
        .contains("CHANGELOG.md has no section [9.9.9]");
    assertThat(shell(tree, "git status --porcelain").output()).isEmpty();
    String withoutGit = "GIT_DIR=/nonexistent release/version 9.8.7";
    assertThat(shell(tree, withoutGit).output()).contains("git does not list the files");
    assertThat(shell(tree, "git status --porcelain").output()).isEmpty();
  }

  private Path tree() throws Exception {
    ReleaseTree.requireTools(folder);
    return ReleaseTree.create(folder.resolve("tree"), folder);
  }

  /** A folder with one file, signed as a release is. */
  @Test
  void aReleaseThatWasChangedIsRefused() throws Exception {
    ReleaseTree.requireTools(folder);
    Path release = Files.createDirectories(folder.resolve("release"));
    shell(
            release,
            "export GNUPGHOME=../keys; mkdir -m 0700 $GNUPGHOME; mkdir programs;"
                + " echo one > programs/file; gpg --batch --quiet --passphrase ''"
                + " --quick-generate-key 'test <test@localhost>' ed25519 sign never;"
                + " gpg --armor --export > KEY.asc;"
                + " sha256sum KEY.asc programs/file > SHA256SUMS;"
                + " gpg --batch --armor --detach-sign SHA256SUMS")
        .succeeded();

    assertThat(check(release)).contains("ok: 2 checksums");
    Files.write(release.resolve("programs/more"), new byte[1]);
    assertThat(check(release)).contains("there are files that SHA256SUMS does not name");
    Files.delete(release.resolve("programs/more"));
    Files.write(release.resolve("programs/file"), new byte[1]);
    assertThat(check(release)).contains("the files above are not those of the release");
    shell(release, "sha256sum KEY.asc programs/file > SHA256SUMS").succeeded();
    assertThat(check(release)).contains("the signature of SHA256SUMS is wrong");
    Files.delete(release.resolve("SHA256SUMS.asc"));
    assertThat(check(release)).contains("SHA256SUMS has no signature");
  }

  @Test
  void aReleaseWithoutAModuleIsRefused() throws Exception {
    ReleaseTree.requireTools(folder);
    Path release = Files.createDirectories(folder.resolve("release"));
    shell(
            release,
            "mkdir -m 0700 ../keys; cd ..; GNUPGHOME=keys gpg --batch --quiet --passphrase ''"
                + " --quick-generate-key 'test <test@localhost>' ed25519 sign never")
        .succeeded();

    assertThat(signed(release)).contains("not exactly one version: none");
    Path artifacts = release.resolve("repository/io/jitpeers");
    put(artifacts, "jit-peers", "pom", "<project/>");
    assertThat(signed(release)).contains("jit-bom is missing");
    put(artifacts, "jit-bom", "pom", Files.readString(ROOT.resolve("jit-bom/pom.xml")));
    assertThat(signed(release)).contains("the pom of jit-core is missing, which the BOM names");
    put(artifacts, "jit-core", "pom", "<project/>");
    assertThat(signed(release)).contains("the jar of jit-core is missing, which the BOM names");
    put(artifacts, "jit-core", "jar", "jar");
    assertThat(signed(release)).contains("the pom of jit-crypto is missing");
    Files.createDirectories(artifacts.resolve("jit-core/9.8.6"));
    assertThat(signed(release)).contains("not exactly one version: 9.8.6 9.8.7");
  }

  private static void put(Path artifacts, String name, String type, String text) throws Exception {
    Path version = Files.createDirectories(artifacts.resolve(name).resolve("9.8.7"));
    Files.write(version.resolve(name + "-9.8.7." + type), text.getBytes(StandardCharsets.UTF_8));
  }

  /** Signs what the release has now, and checks it. */
  private String signed(Path release) throws Exception {
    shell(
            release,
            "export GNUPGHOME=../keys; mkdir -p repository/io/jitpeers; rm -f SHA256SUMS.asc;"
                + " gpg --armor --export > KEY.asc;"
                + " find . -type f ! -name 'SHA256SUMS*' -printf '%P\\0' | xargs -0 sha256sum"
                + " > SHA256SUMS; gpg --batch --armor --detach-sign SHA256SUMS")
        .succeeded();
    return check(release);
  }

  /** It fails in any case, because the folder has no artifacts. */
  private String check(Path release) throws Exception {
    Result result = shell(folder, ROOT.resolve("release/check") + " " + release);
    assertThat(result.exitCode()).isNotZero();
    return result.output();
  }
}
