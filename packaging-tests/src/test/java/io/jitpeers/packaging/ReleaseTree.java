package io.jitpeers.packaging;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jitpeers.packaging.Command.Result;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A git repository with the files that a release changes, always at the same version. */
final class ReleaseTree {
  /** The version that the tree has. It is the same in a tree that is a release itself. */
  static final String SNAPSHOT = "9.8.7-SNAPSHOT";

  private static final Path ROOT = Path.of(System.getProperty("packaging.root"));
  private static final String VERSION = System.getProperty("packaging.version");
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final Set<String> NOT_COPIED = Set.of("target", ".git", "node_modules", "results");

  private ReleaseTree() {}

  /**
   * Runs a shell's command.
   *
   * @param logs the folder for the output
   */
  static Result shell(Path at, Path logs, String command) throws Exception {
    Path log = Files.createTempFile(logs, "command", ".log");
    return Command.run(at, log, LIMIT, List.of("bash", "-c", command));
  }

  /** Installs what a release needs and is missing, where that is possible. In CI it has to be. */
  static void requireTools(Path logs) throws Exception {
    if (onPath("git") && onPath("gpg") && onPath("gpg-agent")) {
      return;
    }
    boolean possible = System.getProperty("user.name").equals("root") && onPath("apt-get");
    assumeTrue(
        possible || Machine.isCi(), "NOT TESTED: the scripts of a release, which need git and gpg");
    shell(ROOT, logs, "kernel-tests/src/uml/packages git gpg gpg-agent").succeeded();
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Creates the tree, with one commit. */
  static Path create(Path tree, Path logs) throws Exception {
    copy(ROOT, tree, "pom.xml", ".md");
    copy(ROOT.resolve("release"), tree.resolve("release"), "version", "build");
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.filter(one -> one.toString().matches(".*(pom.xml|.md)")).toList()) {
        write(file, atTheVersion(Files.readString(file)));
      }
    }
    write(tree.resolve("CHANGELOG.md"), "# Changelog\n\n## [9.8.7] - unreleased\n");
    Path pom = tree.resolve("pom.xml");
    write(
        pom,
        Files.readString(pom)
            .replaceAll("<api.baseline>[^<]*<", "<api.baseline>none<")
            .replace("    <japicmp.skip>false<", "    <japicmp.skip>true<"));
    shell(tree, logs, "git init -q").succeeded();
    commit(tree, logs, "2026-12-24T23:30:00-02:00");
    return tree;
  }

  /** Commits all changes. */
  static void commit(Path tree, Path logs, String time) throws Exception {
    String user = " git -c user.name=test -c user.email=test@localhost commit -qm test";
    shell(tree, logs, "git add -A && GIT_COMMITTER_DATE=" + time + user).succeeded();
  }

  /** A release's number may be that of something else, too; a snapshot's is not. */
  private static String atTheVersion(String text) {
    if (VERSION.endsWith("-SNAPSHOT")) {
      return text.replace(VERSION, SNAPSHOT);
    }
    String ours =
        "(<groupId>io\\.jitpeers</groupId>\\s*<artifactId>[^<]*</artifactId>\\s*<version>"
            + "|<jitpeers\\.version>)";
    return text.replaceAll(ours + Pattern.quote(VERSION) + "(?=<)", "$1" + SNAPSHOT);
  }

  private static void write(Path file, String text) throws IOException {
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Copies the files with one of the endings, without what was built. */
  static void copy(Path from, Path to, String... endings) throws IOException {
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
}
