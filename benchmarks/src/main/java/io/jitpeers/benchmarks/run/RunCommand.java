package io.jitpeers.benchmarks.run;

import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.profiles.ProfileRunner;
import io.jitpeers.benchmarks.profiles.Profiles;
import io.jitpeers.benchmarks.report.Environment;
import io.jitpeers.benchmarks.report.ReadmeTable;
import io.jitpeers.benchmarks.report.Results;
import io.jitpeers.benchmarks.report.ResultsJson;
import io.jitpeers.examples.common.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program behind {@code benchmarks/run}. */
@Command(
    name = "benchmarks/run",
    sortOptions = false,
    description = {
      "Measures every figure of README and docs, section by section. Measures in the same run the"
          + " yardstick (a reference measurement) with which a figure is compared.",
      "",
      "Writes benchmarks/results/DATE-COMMIT.json. The name of this file also says which sections"
          + " ran (if not all of them did), and whether the run was quick or incomplete. The file"
          + " latest.json, the page latest.md and the charts latest/*.svg have the newest figures"
          + " of each section, and say when these were measured. If a full run has measured a"
          + " section completely, the section's new figures replace the old ones there.",
      "",
      "If a section fails, the other sections still run. Ends with 0 if everything was measured,"
          + " and with 1 if a section failed. Needs an otherwise idle machine. With --no-build, the"
          + " jars are not built again."
    })
public final class RunCommand implements Callable<Integer> {
  private final Path root;
  private final List<Section> known;
  private final List<ReadmeTable> tables;
  private final ProfileRunner profiles;

  @Option(
      names = "--quick",
      description = "Measures small sizes in few rounds, which takes a few minutes. The default.")
  private boolean quick;

  @Option(
      names = "--full",
      description = "Measures all sizes, in as many rounds as published figures need.")
  private boolean full;

  @Option(
      names = "--section",
      paramLabel = "NAME",
      description = "Runs this section only. Can be given several times.")
  private List<String> wanted = new ArrayList<>();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description =
          "Creates the profile NAME with async-profiler, or all profiles if NAME is all: writes the"
              + " profile's flame graph and its part of README.md in benchmarks/profiles. Measures"
              + " nothing. Can be given several times.")
  private List<String> profiled = new ArrayList<>();

  @Option(
      names = "--update-readme",
      description =
          "Writes the tables of README.md and docs anew from latest.json. Without another option,"
              + " nothing is measured.")
  private boolean updateReadme;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  @SuppressWarnings("UnusedVariable") // Used by picocli.
  private boolean help;

  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * Creates a command.
   *
   * @param root the repository
   * @param known all sections, in the order in which they run
   * @param tables all tables that documents can contain
   * @param profiles makes profiles
   */
  RunCommand(Path root, List<Section> known, List<ReadmeTable> tables, ProfileRunner profiles) {
    this.profiles = profiles;
    this.root = root;
    this.known = List.copyOf(known);
    this.tables = List.copyOf(tables);
  }

  /**
   * Runs the command in the current folder, which must be the repository, and ends the JVM with its
   * exit code.
   *
   * @param arguments the options
   */
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    Path root = Path.of("").toAbsolutePath();
    System.exit(
        new CommandLine(
                new RunCommand(root, Sections.all(root), ReadmeTables.all(), profiles(root)))
            .execute(arguments));
  }

  private static ProfileRunner profiles(Path root) {
    return new ProfileRunner(root.resolve("benchmarks/profiles"), Profiles.all(root));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!profiled.isEmpty()) {
      return profile() ? 0 : 1;
    }
    ResultFiles files = new ResultFiles(root.resolve("benchmarks/results"));
    boolean ok = true;
    if (!updateReadme || quick || full || !wanted.isEmpty()) {
      ok = measure(files);
    }
    if (ok && updateReadme) {
      ok = update(files.latest());
    }
    return ok ? 0 : 1;
  }

  private boolean profile() throws IOException, InterruptedException {
    if (quick || full || updateReadme || !wanted.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--profile excludes the options for measurements.");
    }
    for (String name : profiled) {
      if (!profiles.knows(name)) {
        throw new ParameterException(
            spec.commandLine(), "There is no profile " + name + ", only " + profiles.names());
      }
    }
    Environment environment = EnvironmentProbe.look(Effort.FULL, root);
    return profiles.run(profiled, ResultFiles.made(environment), out());
  }

  private boolean measure(ResultFiles files) throws IOException, InterruptedException {
    if (quick && full) {
      throw new ParameterException(spec.commandLine(), "--quick and --full exclude each other.");
    }
    List<Section> sections = selected();
    Environment environment = EnvironmentProbe.look(full ? Effort.FULL : Effort.QUICK, root);
    PrintWriter out = out();
    out.println(environment.version() + ": " + environment.describe());
    if (!environment.isQuiet()) {
      out.printf(
          "WARNING: the load average is %.2f: something else runs, and will show in the figures.%n",
          environment.loadBefore());
    }
    Results results;
    try (Progress progress = Progress.of("sections", spec.commandLine().getErr())) {
      results = new SectionRunner(out, progress, environment).run(sections);
    }
    Path page = files.write(results, known.stream().map(Section::name).toList());
    out.println("\nWrote " + root.relativize(page));
    out.flush();
    return results.complete();
  }

  private List<Section> selected() {
    for (String name : wanted) {
      if (known.stream().noneMatch(section -> section.name().equals(name))) {
        throw new ParameterException(
            spec.commandLine(),
            "There is no section " + name + ", only " + known.stream().map(Section::name).toList());
      }
    }
    return known.stream()
        .filter(section -> wanted.isEmpty() || wanted.contains(section.name()))
        .toList();
  }

  private boolean update(Path latest) throws IOException {
    PrintWriter out = out();
    try {
      if (!Files.exists(latest)) {
        throw new IOException(
            "There is no " + root.relativize(latest) + ": run a section with --full.");
      }
      List<Path> changed = new Documents(root, tables).update(ResultsJson.read(latest));
      changed.forEach(document -> out.println("Updated " + root.relativize(document)));
      return true;
    } catch (IOException | IllegalArgumentException e) {
      spec.commandLine().getErr().println(e.getMessage());
      spec.commandLine().getErr().flush();
      return false;
    } finally {
      out.flush();
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
