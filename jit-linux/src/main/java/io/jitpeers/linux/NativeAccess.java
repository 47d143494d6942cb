package io.jitpeers.linux;

/**
 * Checks that native code can be called. JNA must work. For system calls, the operating system must
 * be Linux. Every class that calls native code makes this check first. Without the check, a JNA
 * that cannot be loaded leads to errors of the JVM that name neither the cause nor a remedy, and
 * the JVM's first error differs from its later ones. Thread-safe.
 */
public final class NativeAccess {
  private NativeAccess() {}

  /**
   * Checks that the operating system is Linux, that JNA can load its native library, and that the C
   * library has the required functions. The first call takes a few milliseconds; later calls take
   * almost no time.
   *
   * @throws SystemCallException if native code cannot be called; the message names the cause and
   *     the remedy, and quotes JNA's own text
   */
  public static void require() throws SystemCallException {
    requireLinux(System.getProperty("os.name", "an unknown system"));
    requireJna();
    load(LibC::load);
  }

  /**
   * Checks that JNA can load its native library. The operating system need not be Linux. This check
   * suffices for code that calls a native library such as libcrypto and makes no system calls.
   *
   * @throws SystemCallException if JNA cannot be used; the message names the cause and the remedy,
   *     and quotes JNA's own text
   */
  public static void requireJna() throws SystemCallException {
    load(JnaVersion::require);
  }

  static void requireLinux(String system) throws SystemCallException {
    if (!system.equals("Linux")) {
      throw SystemCallException.noNativeAccess(
          "calling",
          "native code",
          "this machine runs " + system,
          "jit-linux, jit-netlink and the live captures of jit-pcap run on Linux only",
          null);
    }
  }

  /**
   * Runs code that needs JNA.
   *
   * @throws SystemCallException if JNA or one of its classes fails with a {@link LinkageError}, or
   *     with a plain {@link Error} because the version of JNA's native library does not match JNA's
   *     classes
   */
  static void load(Runnable library) throws SystemCallException {
    try {
      library.run();
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Error e) {
      throw JnaFailure.explain(e);
    }
  }
}
