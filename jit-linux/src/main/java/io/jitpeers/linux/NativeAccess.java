package io.jitpeers.linux;

/**
 * Checks that native code can be called: JNA works and, if the code makes system calls, the system
 * is Linux. Every class that calls native code checks this first. Without the check, if JNA cannot
 * be loaded, the JVM's errors name neither cause nor remedy, and the first error differs from later
 * ones. Thread-safe.
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
   * Checks only that JNA can load its native library, on any operating system. This suffices for
   * code that calls another library and none of Linux's system calls.
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
   *     with a plain {@link Error} because its native library is of another version
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
