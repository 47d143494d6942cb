package io.jitpeers.testing.fuzz;

import io.jitpeers.testing.Allocation;
import java.lang.reflect.Constructor;

/**
 * The entry points of Jazzer, which finds these methods by name, in the JVM that {@link GuidedRun}
 * starts.
 */
public final class GuidedTarget {
  /** The factor by which Jazzer's instrumentation may increase the allocation of the target. */
  private static final int INSTRUMENTED = 4;

  private static FuzzTarget target;

  private GuidedTarget() {}

  /**
   * Creates the target.
   *
   * @param arguments the name of its class
   * @throws ReflectiveOperationException if it cannot be created
   */
  public static void fuzzerInitialize(String[] arguments) throws ReflectiveOperationException {
    Constructor<?> constructor = Class.forName(arguments[0]).getDeclaredConstructor();
    constructor.setAccessible(true);
    target = (FuzzTarget) constructor.newInstance();
    for (byte[] input : target.inputs()) {
      // Loads classes, so that loading them is not counted.
      var unused = readQuietly(input);
    }
  }

  /**
   * Passes an input to the target.
   *
   * @throws Exception what the target threw, which is a fault
   */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    long before = Allocation.soFar();
    target.read(input.clone());
    long most = INSTRUMENTED * target.mostBytes() + input.length;
    long bytes = Allocation.soFar() - before;
    if (bytes > most) {
      // Measured once more: loading a class or growing a table is not a cost of the input.
      bytes = Allocation.during(() -> readQuietly(input));
    }
    if (bytes > most) {
      throw new AssertionError("it took " + bytes + " bytes");
    }
  }

  /** Reads an input and ignores failures. A fault shows when Jazzer itself passes the input. */
  private static boolean readQuietly(byte[] input) {
    try {
      target.read(input.clone());
      return true;
    } catch (Throwable e) {
      return false;
    }
  }
}
