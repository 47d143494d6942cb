package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.packaging.Command.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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
  private static final String VERSION = System.getProperty("packaging.version");
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final Set<String> NOT_COPIED = Set.of("target", ".git", "node_modules", "results");

  @TempDir Path folder;

  private Result shell(Path at, String command) throws Exception {
    Path log = Files.createTempFile(folder, "command", ".log");
    return Command.run(at, log, LIMIT, List.of("bash", "-c", command));
  }

  /** Copies the files with one of the endings, without what was built. */
  private static void copy(Path from, Path to, String... endings) throws IOException {
    try (Stream<Path> children = Files.list(from)) {
      for (Path child : children.toList()) {
        String name = String.valueOf(child.getFileName());
        if (Files.isDirectory(child)) {
          if (!NOT_COPIED.contains(name)) {
            copy(child, to.resolve(name), endings);
          }
        } else if (Stream.of(endings).anyMatch(name::endsWith)) {
          Files.createDirectories(to);
          Files.copy(child, to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  @Test
  void aVersionIsSetEverywhere() throws Exception {
    Path tree = folder.resolve("tree");
    copy(ROOT, tree, "pom.xml", ".md");
    copy(ROOT.resolve("release"), tree.resolve("release"), "version");
    String commit =
        "git init -q && git add -A"
            + " && GIT_COMMITTER_DATE=2026-12-24T23:30:00-02:00 git -c user.name=test"
            + " -c user.email=test@localhost commit -qm test";
    shell(tree, commit).succeeded();

    shell(tree, "release/version 0.1.0").succeeded();

    assertThat(shell(tree, "git grep -nF '" + VERSION + "' -- '*pom.xml' '*.md'").output())
        .isEmpty();
    assertThat(Files.readString(tree.resolve("pom.xml")))
        .contains(
            "<project.build.outputTimestamp>2026-12-25T01:30:00Z</project.build.outputTimestamp>",
            "<api.baseline>none</api.baseline>");
    assertThat(Files.readString(tree.resolve("README.md"))).contains("<version>0.1.0</version>");
    assertThat(Files.readString(tree.resolve("CHANGELOG.md")))
        .contains("## [0.1.0] - 2026-12-25\n");

    shell(tree, "release/version 0.2.0-SNAPSHOT 0.1.0").succeeded();

    assertThat(Files.readString(tree.resolve("pom.xml")))
        .contains(
            "<version>0.2.0-SNAPSHOT</version>",
            "<api.baseline>0.1.0</api.baseline>",
            "<japicmp.skip>false</japicmp.skip>");
    assertThat(shell(tree, "release/version 1.0").exitCode()).isEqualTo(1);
    assertThat(shell(tree, "release/version 0.3.0").output())
        .contains("CHANGELOG.md has no section [0.3.0]");
  }

  @Test
  void aBuildWithoutWhatItNeedsBeginsNothing() throws Exception {
    Path target = folder.resolve("release");
    String build = ROOT.resolve("release/build") + " ";

    assertThat(shell(folder, build + "0.1.0-SNAPSHOT " + target).output())
        .contains("a release is MAJOR.MINOR.PATCH, not 0.1.0-SNAPSHOT");
    assertThat(shell(folder, "unset MAINTAINER; " + build + "0.1.0 " + target).output())
        .contains("set MAINTAINER='NAME <ADDRESS>'");
    assertThat(shell(folder, build + "0.1.0 " + folder).output()).contains(" exists already");
    assertThat(target).doesNotExist();
  }

  /** A folder with one file, signed as a release is. */
  @Test
  void aReleaseThatWasChangedIsRefused() throws Exception {
    shell(ROOT, "kernel-tests/src/uml/packages gpg gpg-agent").succeeded();
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

  /** It fails in any case, because the folder has no artifacts. */
  private String check(Path release) throws Exception {
    Result result = shell(folder, ROOT.resolve("release/check") + " " + release);
    assertThat(result.exitCode()).isNotZero();
    return result.output();
  }

  /** This build's jar is the release to compare with. */
  @Test
  void aMethodThatIsNoLongerPublicFailsTheBuild() throws Exception {
    Path repository = folder.resolve("repository");
    LocalRepository.create(
        repository, Path.of(System.getProperty("packaging.repository")), ROOT, VERSION);
    Path artifacts = repository.resolve("io/jitpeers/jit-core");
    Path release = Files.createDirectories(artifacts.resolve("0.0.1"));
    for (String type : List.of(".jar", ".pom")) {
      Files.copy(
          artifacts.resolve(VERSION + "/jit-core-" + VERSION + type),
          release.resolve("jit-core-0.0.1" + type));
    }
    Path tree = coreAlone();

    Result unchanged = compare(tree, repository);
    assertThat(unchanged.exitCode()).as(unchanged.output()).isZero();

    Path changed = tree.resolve("jit-core/src/main/java/io/jitpeers/settings/Settings.java");
    String source = Files.readString(changed);
    String method = "static Map<String, String> flatten(";
    assertThat(source).contains("public " + method);
    Files.write(
        changed, source.replace("public " + method, method).getBytes(StandardCharsets.UTF_8));

    Result broken = compare(tree, repository);
    assertThat(broken.exitCode()).isEqualTo(1);
    assertThat(broken.output()).contains("flatten", "japicmp");
  }

  /** Returns a tree whose only module is jit-core, without tests. */
  private Path coreAlone() throws Exception {
    Path tree = Files.createDirectories(folder.resolve("core"));
    Files.createDirectories(tree.resolve(".mvn"));
    copy(ROOT.resolve(".mvn"), tree.resolve(".mvn"), "jvm.config");
    copy(ROOT.resolve("config"), tree.resolve("config"), ".xml");
    copy(ROOT.resolve("jit-core/src/main"), tree.resolve("jit-core/src/main"), "");
    Files.copy(ROOT.resolve("jit-core/pom.xml"), tree.resolve("jit-core/pom.xml"));
    Files.copy(ROOT.resolve("LICENSE"), tree.resolve("LICENSE"));
    String parent = Files.readString(ROOT.resolve("pom.xml"));
    String alone = parent.replaceAll("<module>(?!jit-core<)[^<]*</module>", "");
    Files.write(tree.resolve("pom.xml"), alone.getBytes(StandardCharsets.UTF_8));
    return tree;
  }

  private Result compare(Path tree, Path repository) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("packaging.maven"), "bin", "mvn").toString());
    command.addAll(List.of("-B", "-ntp", "verify", "-pl", "jit-core", "-Dmaven.test.skip"));
    command.addAll(List.of("-Dspotless.check.skip", "-Dcheckstyle.skip"));
    command.addAll(List.of("-Dapi.baseline=0.0.1", "-Djapicmp.skip=false"));
    command.add("-Dmaven.repo.local=" + repository);
    if (System.getProperty("packaging.offline").equals("offline=true")) {
      command.add("-o");
    }
    Path log = Files.createTempFile(folder, "compare", ".log");
    return Command.run(tree, log, LIMIT, command);
  }
}
