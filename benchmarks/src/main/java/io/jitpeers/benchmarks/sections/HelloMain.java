package io.jitpeers.benchmarks.sections;

/** Prints a greeting. Its process shows the minimum running time of a JVM. */
public final class HelloMain {
  private HelloMain() {}

  /**
   * Prints a greeting.
   *
   * @param arguments none
   */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) {
    System.out.println("hello");
  }
}
