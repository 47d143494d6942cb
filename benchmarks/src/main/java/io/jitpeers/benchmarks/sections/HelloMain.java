package io.jitpeers.benchmarks.sections;

/** Says hello: how long a JVM takes at the least. */
public final class HelloMain {
  private HelloMain() {}

  /**
   * Says hello.
   *
   * @param arguments none
   */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) {
    System.out.println("hello");
  }
}
