package io.jitpeers.kerneltests.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * How many seconds each test class took when it was last measured. Only the proportions matter:
 * they divide the classes among parallel kernels, so that all end at about the same time.
 *
 * <p>The file has one line per class, such as {@code 12.5 io.jitpeers.kerneltests.SmokeKernelIT}.
 * Each run writes a new file; to keep the values, copy it over the resource.
 */
final class ClassSeconds {
  static final String FILE = "class-seconds";
  private static final String CLASS = "/[class:";

  private final Map<String, Double> seconds;

  ClassSeconds(Map<String, Double> seconds) {
    this.seconds = Map.copyOf(seconds);
  }

  /** Returns the committed values. */
  static ClassSeconds committed() {
    try (InputStream in = ClassSeconds.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("The resource " + FILE + " is missing");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("The resource " + FILE + " cannot be read", e);
    }
  }

  static ClassSeconds parse(String text) {
    Map<String, Double> seconds = new HashMap<>();
    text.lines()
        .map(line -> line.split(" ", 2))
        .forEach(parts -> seconds.put(parts[1], Double.parseDouble(parts[0])));
    return new ClassSeconds(seconds);
  }

  /**
   * Divides tests into parts without splitting classes: the longest class first, to the part with
   * the least time.
   *
   * @param tests ids without their engine
   * @param most the largest number of parts
   * @return the parts that are not empty, with the tests in order
   */
  List<List<String>> share(List<String> tests, int most) {
    Map<String, List<String>> classes = new LinkedHashMap<>();
    tests.forEach(
        test -> classes.computeIfAbsent(className(test), n -> new ArrayList<>()).add(test));
    List<String> longestFirst = new ArrayList<>(classes.keySet());
    longestFirst.sort(Comparator.comparingDouble(this::of).reversed());
    double[] load = new double[most];
    Map<String, Integer> partOf = new HashMap<>();
    for (String name : longestFirst) {
      int least =
          IntStream.range(0, most)
              .boxed()
              .min(Comparator.comparingDouble(i -> load[i]))
              .orElseThrow();
      load[least] += of(name);
      partOf.put(name, least);
    }
    return IntStream.range(0, most)
        .mapToObj(part -> tests.stream().filter(t -> partOf.get(className(t)) == part).toList())
        .filter(part -> !part.isEmpty())
        .toList();
  }

  /** Returns a class's seconds; an unknown class counts as an average one. */
  private double of(String className) {
    Double known = seconds.get(className);
    return known != null
        ? known
        : seconds.values().stream().mapToDouble(Double::doubleValue).average().orElse(1);
  }

  private static String className(String id) {
    int end = id.indexOf(']');
    return id.startsWith(CLASS) && end > 0 ? id.substring(CLASS.length(), end) : id;
  }

  /** Measures classes by the events of a run. Used by one thread. */
  static final class Meter {
    private final LongSupplier nanoTime;
    private final Map<String, Long> started = new HashMap<>();
    private final Map<String, Double> measured;

    /**
     * Creates a meter.
     *
     * @param known the values of the classes that do not run
     */
    Meter(LongSupplier nanoTime, ClassSeconds known) {
      this.nanoTime = nanoTime;
      this.measured = new TreeMap<>(known.seconds);
    }

    void accept(RunEvent event) {
      if (event instanceof RunEvent.Started start && isClass(start.id())) {
        started.put(start.id(), nanoTime.getAsLong());
      } else if (event instanceof RunEvent.Finished end && started.containsKey(end.id())) {
        long took = nanoTime.getAsLong() - started.remove(end.id());
        measured.put(className(end.id()), took / 1e9);
      }
    }

    private static boolean isClass(String id) {
      return id.startsWith(CLASS) && id.indexOf("]/") < 0;
    }

    /** Returns a file's text. */
    String text() {
      StringBuilder text = new StringBuilder();
      measured.forEach(
          (name, took) -> text.append(String.format(Locale.ROOT, "%.1f %s%n", took, name)));
      return text.toString();
    }

    void write(Path file) {
      try {
        Files.writeString(file, text());
      } catch (IOException e) {
        throw new UncheckedIOException("The classes' times could not be written", e);
      }
    }
  }
}
