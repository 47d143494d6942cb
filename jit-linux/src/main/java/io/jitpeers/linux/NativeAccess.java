package io.jitpeers.linux;

/**
 * Checks that native code can be called: on Linux, through JNA. Every class of the libraries that
 * calls native code checks this first, because the errors of a JNA that cannot be loaded name
 * neither the cause nor the remedy, and differ between the first use and later ones. Thread-safe.
 */
public final class NativeAccess {
  private NativeAccess() {}

  /**
   * Checks the operating system, that JNA can load its native library, and that the C library has
   * the required functions. The first call takes a few milliseconds; later ones take almost no
   * time.
   *
   * @throws SystemCallException if native code cannot be called; the message names the cause, the
   *     remedy, and JNA's own text
   */
  public static void require() throws SystemCallException {
    requireLinux(System.getProperty("os.name", "an unknown system"));
    load(JnaVersion::require);
    load(LibC::load);
  }

  static void requireLinux(String system) throws SystemCallException {
    if (!system.equals("Linux")) {
      throw SystemCallException.noNativeAccess(
          "calling",
          "native code",
          "this machine runs " + system,
          "jit-linux, jit-netlink and jit-pcap run on Linux only",
          null);
    }
  }

  /**
   * Runs code that needs JNA.
   *
   * @throws SystemCallException in place of the error with which JNA or one of its classes fails: a
   *     {@link LinkageError}, or a plain {@link Error} for a library of another version
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
