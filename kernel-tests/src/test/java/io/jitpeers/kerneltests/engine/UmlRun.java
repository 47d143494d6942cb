package io.jitpeers.kerneltests.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Boots User-Mode Linux, has the tests run in it, and follows what they do. */
final class UmlRun implements InnerRun {
  private static final String HOST = "host";
  private static final String UML = "uml ";
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final int LAST_WORDS = 60;

  private final UmlSettings settings;
  private final RunFolder folder;
  private final Path kernel;

  private UmlRun(UmlSettings settings, Path kernel) {
    this.settings = settings;
    this.folder = settings.folder();
    this.kernel = kernel;
  }

  /** Gives nothing if the host's own kernel is to be used. */
  static Optional<InnerRun> ofSystemProperties() {
    UmlSettings settings = UmlSettings.ofSystemProperties();
    Path where = settings.folder().where();
    try {
      String kernel = Files.readString(where).strip();
      if (kernel.equals(HOST)) {
        return Optional.empty();
      } else if (kernel.startsWith(UML)) {
        return Optional.of(new UmlRun(settings, Path.of(kernel.substring(UML.length()))));
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

  @Override
  public Optional<String> run(
      List<String> tests, Map<String, String> parameters, Consumer<RunEvent> events) {
    try {
      folder.clear();
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
                folder.path().toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.boot().toFile())
            .start();
    boolean[] ended = {false};
    Tail told =
        new Tail(
            folder.events(),
            line -> {
              RunEvent event = EventCodec.decode(line);
              ended[0] |= event instanceof RunEvent.Ended;
              events.accept(event);
            });
    Tail printed = new Tail(folder.output(), System.out::println);
    boolean inTime;
    try {
      inTime = follow(process, told, printed);
    } finally {
      end(process);
    }
    told.read();
    printed.readRest();
    return ended[0] ? Optional.empty() : Optional.of(reason(inTime));
  }

  /** Returns false when the time is up. */
  private boolean follow(Process process, Tail told, Tail printed) throws IOException {
    long start = System.nanoTime();
    long limit = settings.deadline().toNanos();
    try {
      while (!process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        printed.read();
        told.read();
        if (System.nanoTime() - start > limit) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the kernel was running", e);
    }
  }

  /** "boot" ends the kernel and all of its processes when its input closes. */
  private static void end(Process process) throws IOException {
    process.getOutputStream().close();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private String reason(boolean inTime) throws IOException {
    if (!inTime) {
      return "The kernel was ended after "
          + settings.deadline().toSeconds()
          + " s (jit.kernel.deadline); a thread dump may be in "
          + folder.output();
    } else if (Files.exists(folder.exitCode())) {
      return "The JVM inside ended with exit code "
          + Files.readString(folder.exitCode()).strip()
          + " before its tests had; it printed "
          + folder.output();
    }
    return "The kernel stopped before the tests had ended. Its console, "
        + folder.console()
        + ", ends with:\n"
        + lastWords(folder.console())
        + lastWords(folder.boot());
  }

  private static String lastWords(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    int from = Math.max(0, lines.size() - LAST_WORDS);
    return String.join("\n", lines.subList(from, lines.size())) + "\n";
  }
}
