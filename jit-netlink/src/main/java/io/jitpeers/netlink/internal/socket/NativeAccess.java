package io.jitpeers.netlink.internal.socket;

import io.jitpeers.netlink.internal.codec.Errno;

/** Says in words why no system call can be made here, if that is so. */
final class NativeAccess {
  private NativeAccess() {}

  /** Checks the operating system, and that JNA can reach the C library. */
  static void require() throws ErrnoException {
    requireLinux(System.getProperty("os.name", "an unknown system"));
    load(LibC::load);
  }

  static void requireLinux(String system) throws ErrnoException {
    if (!system.equals("Linux")) {
      throw new ErrnoException(
          "netlink is a part of Linux, and this is " + system, Errno.EAFNOSUPPORT);
    }
  }

  static void load(Runnable library) throws ErrnoException {
    try {
      library.run();
    } catch (LinkageError e) {
      throw new ErrnoException(
          "JNA cannot load its library; if the directory for temporary files is mounted noexec,"
              + " name another one with -Djna.tmpdir",
          Errno.ENOSYS,
          e);
    }
  }
}
