package io.jitpeers.benchmarks.profiles;

import io.jitpeers.benchmarks.programs.ProfiledPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The options that make another JVM write its profile to a folder.
 *
 * @param event what is sampled
 * @param folder the folder, for the library and the profiles of one recording
 * @param library the profiler's library
 */
record Recorder(Event event, Path folder, Path library) {
  private static final String SUFFIX = ".collapsed";

  /**
   * Without these options, the profiler attributes a sample in an inlined method to the method that
   * called the inlined method.
   */
  private static final List<String> EXACT =
      List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints");

  /** Writes the profiler's library to the folder, and returns a recorder that uses it. */
  static Recorder in(Path folder, Event event) throws IOException {
    return new Recorder(event, folder, ProfilerLibrary.extract(folder));
  }

  /**
   * Returns the options of a JVM in which only a part of the run is profiled. The JVM's program
   * calls {@link ProfiledPart} at the beginning and at the end of this part.
   */
  List<String> partOptions() {
    List<String> options = new ArrayList<>(EXACT);
    partProperties().forEach((name, value) -> options.add("-D" + name + "=" + value));
    return options;
  }

  /** Returns the system properties among the options that {@link #partOptions} returns. */
  Map<String, String> partProperties() {
    return Map.of(
        ProfiledPart.LIBRARY, library.toString(),
        ProfiledPart.START, "start," + event.start() + ",threads",
        ProfiledPart.WRITE, "dump," + written());
  }

  /** Returns the options of a JVM that is profiled from its start to its end. */
  List<String> wholeOptions() {
    List<String> options = new ArrayList<>(EXACT);
    options.add("-agentpath:" + library + "=start," + event.start() + "," + written());
    return options;
  }

  /**
   * Returns the profiler's options for its output: the format of the profile, and the file to which
   * the profile is written. The profiler replaces {@code %p} in the file's name by the process id.
   */
  private String written() {
    return event.output() + ",file=" + folder.resolve("%p" + SUFFIX);
  }

  /**
   * Returns the stacks from all profiles that JVMs wrote to the folder, without merging equal ones.
   *
   * @throws IOException if no JVM recorded a sample
   */
  List<Stack> stacks() throws IOException {
    List<Stack> stacks = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(SUFFIX)).sorted().toList()) {
        stacks.addAll(Stack.parse(Files.readAllLines(file), event == Event.ALLOCATION));
      }
    }
    if (stacks.isEmpty()) {
      throw new IOException("The profiler recorded nothing.");
    }
    return stacks;
  }
}
