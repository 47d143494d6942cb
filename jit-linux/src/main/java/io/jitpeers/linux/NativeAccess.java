package io.jitpeers.linux;

/** Says in words why no system call can be made here, if that is so. */
final class NativeAccess {
  private NativeAccess() {}

  /**
   * Checks the operating system, and that JNA can reach the C library; fails if not; it says what
   * to do.
   */
  static void require() throws SystemCallException {
    requireLinux(System.getProperty("os.name", "an unknown system"));
    load(LibC::load);
  }

  static void requireLinux(String system) throws SystemCallException {
    if (!system.equals("Linux")) {
      throw new SystemCallException(
          "making", "system calls of Linux on " + system, Errno.EOPNOTSUPP);
    }
  }

  static void load(Runnable library) throws SystemCallException {
    try {
      library.run();
    } catch (LinkageError e) {
      throw new SystemCallException(
          "loading",
          "JNA's own library",
          Errno.ENOSYS,
          "if the directory for temporary files is mounted noexec, name another one with"
              + " -Djna.tmpdir (JNA says: "
              + reason(e)
              + ")",
          e);
    }
  }

  /** What was wrong at first: a class that failed before says no more than that. */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
