package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.programs.Folders;
import io.jitpeers.benchmarks.programs.Program;
import io.jitpeers.benchmarks.programs.Samples;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures how long wireguard-go takes to open an initiation of a known peer, with a Go program
 * that calls wireguard-go's package {@code device}. The program is built from sources each time.
 * Immutable.
 *
 * @param go the path of the command {@code go}
 * @param workspace the Go workspace ({@code GOPATH}) that contains wireguard-go's sources
 */
record WireGuardGo(Path go, Path workspace) {
  /** The workspace of Debian's packages. */
  static final Path DEBIAN = Path.of("/usr/share/gocode");

  private static final String SOURCE = "wireguard_go.go";
  private static final Path PACKAGE = Path.of("src", "golang.zx2c4.com", "wireguard", "device");
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /**
   * The extent of a measurement.
   *
   * @param warmUps the number of rounds that do not count
   * @param rounds the number of rounds that count
   * @param time how long initiations are opened in each round; preparing them takes several times
   *     as long
   */
  record Plan(int warmUps, int rounds, Duration time) {
    static Plan of(Effort effort) {
      return effort == Effort.FULL
          ? new Plan(1, 15, Duration.ofSeconds(1))
          : new Plan(1, 3, Duration.ofMillis(200));
    }
  }

  /**
   * Returns the command and the sources; empty if one of them is not installed.
   *
   * @param path the directories to search for {@code go}, as in the environment variable {@code
   *     PATH}
   */
  static Optional<WireGuardGo> find(String path, Path workspace) {
    return Program.find("go", path)
        .filter(go -> Files.isDirectory(workspace.resolve(PACKAGE)))
        .map(go -> new WireGuardGo(go, workspace));
  }

  /**
   * Builds the program without network access, and runs it. Returns one sample per counted round:
   * {@code x25519} for an X25519 operation and {@code known} for opening an initiation of a known
   * peer, both in nanoseconds, and {@code allocated} for the bytes allocated by the opening.
   *
   * @throws IOException if the program cannot be built, or wireguard-go refuses an initiation
   */
  Map<String, List<Double>> measure(Plan plan) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("jit-benchmark");
    Path source = folder.resolve(SOURCE);
    Path program = folder.resolve("wireguard-go");
    try {
      copySource(source);
      String unused = Program.run(build(source, program), PATIENCE);
      return Samples.parse(Program.run(run(program, plan), PATIENCE).lines().toList());
    } finally {
      Folders.delete(folder);
    }
  }

  /**
   * Measures and reports the figures. The times are compared with the time of an X25519 operation
   * of OpenSSL, as {@code openssl speed} measures it.
   */
  void report(Plan plan, String section, Consumer<Figure> figures)
      throws IOException, InterruptedException {
    Map<String, List<Double>> samples = measure(plan);
    String known = "open an initiation of a known key, wireguard-go";
    figures.accept(
        figure(section, "crypto.x25519.wireguard-go", "X25519, Go", "ns/op", samples, "x25519")
            .against("crypto.x25519.openssl"));
    figures.accept(
        figure(section, "crypto.open.known.wireguard-go", known, "ns/op", samples, "known")
            .against("crypto.x25519.openssl"));
    figures.accept(
        figure(
            section,
            "crypto.open.known.wireguard-go.allocated",
            known + ", allocated",
            "B/op",
            samples,
            "allocated"));
  }

  private static Figure figure(
      String section,
      String id,
      String title,
      String unit,
      Map<String, List<Double>> samples,
      String sample) {
    return Figure.of(id, section, title, unit, Better.LOWER, Samples.of(samples, sample));
  }

  private static void copySource(Path target) throws IOException {
    try (InputStream source = WireGuardGo.class.getResourceAsStream(SOURCE)) {
      if (source == null) {
        throw new FileNotFoundException("The jar does not contain " + SOURCE);
      }
      Files.copy(source, target);
    }
  }

  /**
   * Returns the command that builds the program. The command turns off Go modules, so that Go takes
   * packages from the workspace and downloads nothing.
   */
  private List<String> build(Path source, Path program) {
    return List.of(
        "env",
        "GO111MODULE=off",
        "GOFLAGS=",
        "CGO_ENABLED=0",
        "GOPATH=" + workspace,
        "GOCACHE=" + source.resolveSibling("cache"),
        go.toString(),
        "build",
        "-o",
        program.toString(),
        source.toString());
  }

  private static List<String> run(Path program, Plan plan) {
    return List.of(
        program.toString(),
        Integer.toString(plan.warmUps()),
        Integer.toString(plan.rounds()),
        plan.time().toMillis() + "ms");
  }
}
