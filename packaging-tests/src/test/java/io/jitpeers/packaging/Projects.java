package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.packaging.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The projects that embed the libraries, copied to a folder where they can be built. */
final class Projects {
  /** The time limit of a command. It is long, because the first build downloads Spring Boot. */
  private static final Duration LIMIT = Duration.ofMinutes(60);

  private final Path folder = Path.of(System.getProperty("packaging.folder"));
  private final Path copy = folder.resolve("projects");

  /** Builds all projects, with a separate run of Maven. */
  void build() throws IOException, InterruptedException {
    Path repository = folder.resolve("repository");
    Path users = Path.of(System.getProperty("packaging.repository"));
    LocalRepository.create(
        repository,
        users,
        Path.of(System.getProperty("packaging.root")),
        System.getProperty("packaging.version"));
    copy(Path.of(System.getProperty("packaging.projects")));
    // Without this folder, Maven would use the configuration of the source tree around it.
    Files.createDirectories(copy.resolve(".mvn"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("packaging.maven"), "bin", "mvn").toString());
    command.addAll(List.of("-B", "-ntp", "--fail-at-end"));
    command.add("-Dmaven.repo.local=" + repository);
    command.add("-Djitpeers.version=" + System.getProperty("packaging.version"));
    if (System.getProperty("packaging.offline").equals("offline=true")) {
      command.add("-o");
    }
    command.addAll(List.of("clean", "package"));
    Result result = Command.run(copy, folder.resolve("build.log"), LIMIT, command);
    assertThat(result.exitCode()).as(() -> errors(result)).isZero();
    LocalRepository.keepDownloads(repository, users);
  }

  private static String errors(Result result) {
    return result
        .output()
        .lines()
        .filter(
            line ->
                line.startsWith("[ERROR]")
                    || line.contains(" SUCCESS [")
                    || line.contains(" FAILURE ["))
        .collect(Collectors.joining("\n", "the projects' build\n", "\n"));
  }

  private void copy(Path from) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = copy.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(
              file,
              target,
              StandardCopyOption.REPLACE_EXISTING,
              StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  /** Returns the path of a file of a project. */
  Path file(String project, String path) {
    return copy.resolve(project).resolve(path);
  }

  /**
   * Runs a command in a project's folder, and checks that the command succeeds. Returns the output.
   */
  String run(String project, String... command) throws IOException, InterruptedException {
    Result result = result(project, command);
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result.output();
  }

  /** Runs a command in a project's folder. */
  Result result(String project, String... command) throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, project + "-", ".log");
    return Command.run(copy.resolve(project), log, LIMIT, List.of(command));
  }
}
