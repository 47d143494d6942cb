package io.jitpeers.benchmarks.programs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a forked JVM tells what it measured: a line {@code NAME VALUE} for each round on standard
 * output.
 */
public final class Samples {
  private Samples() {}

  /** Writes a line to standard output. */
  @SuppressWarnings("SystemOut")
  public static void print(String name, double value) {
    System.out.println(name + " " + value);
  }

  /**
   * Returns the values of each name, in their order.
   *
   * @throws IllegalArgumentException if a line is none of these
   */
  public static Map<String, List<Double>> parse(List<String> lines) {
    Map<String, List<Double>> samples = new LinkedHashMap<>();
    for (String line : lines) {
      int space = line.indexOf(' ');
      if (space < 0) {
        throw new IllegalArgumentException("A forked JVM wrote " + line);
      }
      samples
          .computeIfAbsent(line.substring(0, space), name -> new ArrayList<>())
          .add(Double.valueOf(line.substring(space + 1)));
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
