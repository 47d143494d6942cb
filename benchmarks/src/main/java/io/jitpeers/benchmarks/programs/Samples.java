package io.jitpeers.benchmarks.programs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The output format in which a forked JVM reports its measurements. For each round, the JVM prints
 * a line {@code sample NAME VALUE} on standard output.
 */
public final class Samples {
  private static final String MARK = "sample";

  private Samples() {}

  /** Writes a line to standard output. */
  @SuppressWarnings("SystemOut")
  public static void print(String name, double value) {
    System.out.println(MARK + " " + name + " " + value);
  }

  /** Returns the values of each name, in order. Other lines, such as log entries, are ignored. */
  public static Map<String, List<Double>> parse(List<String> lines) {
    Map<String, List<Double>> samples = new LinkedHashMap<>();
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      if (words.length == 3 && words[0].equals(MARK)) {
        samples.computeIfAbsent(words[1], name -> new ArrayList<>()).add(Double.valueOf(words[2]));
      }
    }
    return samples;
  }

  /**
   * Returns the values of one name.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static List<Double> of(Map<String, List<Double>> samples, String name) {
    List<Double> values = samples.get(name);
    if (values == null) {
      throw new IllegalArgumentException("A forked JVM did not measure " + name);
    }
    return values;
  }
}
