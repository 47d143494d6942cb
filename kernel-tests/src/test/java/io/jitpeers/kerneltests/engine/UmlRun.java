package io.jitpeers.kerneltests.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** Boots User-Mode Linux, runs the tests in it, and follows their events. */
final class UmlRun implements InnerRun {
  private static final String HOST = "host";
  private static final String UML = "uml ";
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final Duration TIME_TO_DIE = Duration.ofSeconds(10);
  private static final Duration TIME_TO_EXAMINE = Duration.ofMinutes(3);

  /** Some work of the kernel blocks everything else, but only for seconds, not for minutes. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

  private static final Pattern PANIC = Pattern.compile("Kernel panic|kernel BUG|Oops|BUG:");

  private final UmlSettings settings;
  private final RunFolder folder;
  private final Path kernel;
  private final Duration longestSilence;
  private final LongSupplier nanoTime;

  UmlRun(UmlSettings settings, Path kernel) {
    this(settings, kernel, LONGEST_SILENCE, System::nanoTime);
  }

  /**
   * Creates a run.
   *
   * @param longestSilence the longest time without any program running in the kernel; after that,
   *     the kernel counts as stopped
   * @param nanoTime a monotonic clock
   */
  UmlRun(UmlSettings settings, Path kernel, Duration longestSilence, LongSupplier nanoTime) {
    this.settings = settings;
    this.longestSilence = longestSilence;
    this.nanoTime = nanoTime;
    this.folder = settings.folder();
    this.kernel = kernel;
  }

  /** Returns empty if the host's own kernel is to be used. */
  static Optional<InnerRun> ofSystemProperties() {
    UmlSettings settings = UmlSettings.ofSystemProperties();
    Path where = settings.folder().where();
    try {
      String kernel = Files.readString(where).strip();
      if (kernel.equals(HOST)) {
        return Optional.empty();
      } else if (kernel.startsWith(UML)) {
        return Optional.of(several(settings, Path.of(kernel.substring(UML.length()))));
      }
      throw new IllegalStateException(where + " names neither the host nor a kernel: " + kernel);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Nothing is prepared for the kernel tests: run Maven with -Pkernel, or "
              + settings.scripts().resolve("prepare")
              + " "
              + settings.folder().path(),
          e);
    }
  }

  /** Returns a run in the requested number of kernels, each with its own folder. */
  private static InnerRun several(UmlSettings plain, Path kernel) throws IOException {
    UmlSettings settings = plain.withArchives();
    List<UmlRun> runs = new ArrayList<>();
    for (int number = 1; number <= settings.kernels(); number++) {
      UmlRun run = new UmlRun(settings.ofKernel(number), kernel);
      // Including the folder of a kernel that this run may not need.
      run.folder.clear();
      runs.add(run);
    }
    ClassSeconds.Meter meter = new ClassSeconds.Meter(System::nanoTime, ClassSeconds.committed());
    InnerRun all = new SideBySide(runs, ClassSeconds.committed());
    return (tests, parameters, events) -> {
      try {
        return all.run(tests, parameters, events.andThen(meter::accept));
      } finally {
        meter.write(settings.folder().classSeconds());
      }
    };
  }

  @Override
  public Optional<String> run(
      List<String> tests, Map<String, String> parameters, Consumer<RunEvent> events) {
    try {
      folder.clear();
      Files.writeString(folder.where(), UML + kernel + "\n");
      Files.write(folder.tests(), tests);
      Files.write(folder.parameters(), InnerMain.parameterLines(parameters));
      Files.write(folder.environment(), settings.environment());
      Files.write(folder.javaArguments(), settings.javaArguments());
      return boot(events);
    } catch (IOException e) {
      throw new UncheckedIOException("The run in User-Mode Linux failed", e);
    }
  }

  private Optional<String> boot(Consumer<RunEvent> events) throws IOException {
    Process process =
        new ProcessBuilder(
                settings.scripts().resolve("boot").toString(),
                kernel.toString(),
                settings.memory(),
                folder.path().toString(),
                Integer.toString(settings.kernels()))
            .redirectErrorStream(true)
            .redirectOutput(folder.boot().toFile())
            .start();
    boolean[] ended = {false};
    Progress progress = new Progress(folder.timeline(), nanoTime);
    Tail told =
        new Tail(
            folder.events(),
            line -> {
              RunEvent event = EventCodec.decode(line);
              ended[0] |= event instanceof RunEvent.Ended;
              progress.accept(event);
              events.accept(event);
            });
    Tail printed = new Tail(folder.output(), System.out::println);
    Optional<String> late;
    try {
      late = follow(process, told, printed, progress);
    } finally {
      end(process);
    }
    told.read();
    printed.readRest();
    return ended[0] ? Optional.empty() : Optional.of(late.isPresent() ? late.get() : reason());
  }

  /** Follows the run. Returns the reason to abort it, or empty when it has ended. */
  private Optional<String> follow(Process process, Tail told, Tail printed, Progress progress)
      throws IOException {
    Pulse pulse = new Pulse(folder.pulse(), nanoTime);
    try {
      while (!process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        printed.read();
        told.read();
        Optional<String> late = late(progress);
        if (late.isPresent()) {
          return late;
        }
        if (pulse.silence().compareTo(longestSilence) > 0) {
          return Optional.of(stopped(progress));
        }
      }
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the kernel was running", e);
    }
  }

  /**
   * Ends the kernel: "boot" ends it with all of its processes when its input is closed, which also
   * happens when this JVM dies.
   */
  private static void end(Process process) throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(TIME_TO_DIE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  private Optional<String> late(Progress progress) {
    String limit;
    if (progress.age().compareTo(settings.deadline()) > 0) {
      limit = settings.deadline().toSeconds() + " s (jit.kernel.deadline)";
    } else if (progress.silence().compareTo(settings.patience()) > 0) {
      limit =
          settings.patience().toSeconds()
              + " s in which no test started or ended (jit.kernel.patience)";
    } else {
      return Optional.empty();
    }
    return Optional.of(
        "The kernel was ended after "
            + limit
            + ": "
            + progress.summary()
            + " A thread dump may be in "
            + folder.output());
  }

  /** Examines a kernel in which no program runs any more. */
  private String stopped(Progress progress) throws IOException {
    Process examination =
        new ProcessBuilder(
                settings.scripts().resolve("examine").toString(), folder.path().toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.examination().toFile())
            .start();
    try {
      if (!examination.waitFor(TIME_TO_EXAMINE.toMillis(), TimeUnit.MILLISECONDS)) {
        examination.descendants().forEach(ProcessHandle::destroyForcibly);
        examination.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      examination.destroyForcibly();
    }
    return "The kernel itself stopped: for "
        + longestSilence.toSeconds()
        + " s nothing ran in it. "
        + progress.summary()
        + " What it was doing is in "
        + folder.examination();
  }

  private String reason() throws IOException {
    if (Files.exists(folder.exitCode())) {
      return "The JVM inside ended with exit code "
          + Files.readString(folder.exitCode()).strip()
          + " before its tests had; it printed "
          + folder.output();
    }
    return "The kernel stopped before its tests had ended: "
        + lastWords()
        + " Its console is in "
        + folder.console();
  }

  /** Returns the reason for the stop in one line, because every unfinished test repeats it. */
  private String lastWords() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : List.of(folder.boot(), folder.console())) {
      if (Files.exists(file)) {
        // Latin 1, because the output of a crashing kernel may not be valid UTF-8.
        lines.addAll(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
      }
    }
    return lines.stream()
        .filter(line -> PANIC.matcher(line).find())
        .findFirst()
        .or(() -> lines.stream().reduce((first, second) -> second))
        .orElse("it said nothing.");
  }
}
