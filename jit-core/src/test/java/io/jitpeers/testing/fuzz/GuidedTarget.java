package io.jitpeers.testing.fuzz;

import io.jitpeers.testing.Allocation;
import java.lang.reflect.Constructor;

/** Where Jazzer begins, by the names of these methods, in the JVM that {@link GuidedRun} starts. */
public final class GuidedTarget {
  /** What Jazzer's own instructions in the target may allocate, as a multiple. */
  private static final int INSTRUMENTED = 4;

  private static FuzzTarget target;

  private GuidedTarget() {}

  /**
   * Makes the target.
   *
   * @param arguments the name of its class
   * @throws ReflectiveOperationException if it cannot be made
   */
  public static void fuzzerInitialize(String[] arguments) throws ReflectiveOperationException {
    Constructor<?> constructor = Class.forName(arguments[0]).getDeclaredConstructor();
    constructor.setAccessible(true);
    target = (FuzzTarget) constructor.newInstance();
    for (byte[] input : target.inputs()) {
      // What loads classes is not counted.
      var unused = readQuietly(input);
    }
  }

  /**
   * Gives the target an input.
   *
   * @throws Exception what the target threw, which is a fault
   */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    long before = Allocation.soFar();
    target.read(input.clone());
    long most = INSTRUMENTED * target.mostBytes() + input.length;
    long bytes = Allocation.soFar() - before;
    if (bytes > most) {
      // Once more: a class that is loaded, or a table that grows, is not the input's cost.
      bytes = Allocation.during(() -> readQuietly(input));
    }
    if (bytes > most) {
      throw new AssertionError("it took " + bytes + " bytes");
    }
  }

  /** Faults show when Jazzer itself gives the input. */
  private static boolean readQuietly(byte[] input) {
    try {
      target.read(input.clone());
      return true;
    } catch (Throwable e) {
      return false;
    }
  }
}
