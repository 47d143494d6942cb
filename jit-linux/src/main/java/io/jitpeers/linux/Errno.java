package io.jitpeers.linux;

import java.util.Map;

/**
 * Linux error numbers that can occur in this module's system calls and netlink requests. The
 * numbers come from {@code asm-generic/errno-base.h} and {@code errno.h}, and are the same on every
 * architecture that the JDK supports.
 */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int EMFILE = 24;
  public static final int ENOSPC = 28;
  public static final int ERANGE = 34;
  public static final int ENOSYS = 38;
  public static final int EBADMSG = 74;
  public static final int EMSGSIZE = 90;
  public static final int ENOPROTOOPT = 92;
  public static final int EPROTONOSUPPORT = 93;
  public static final int EOPNOTSUPP = 95;
  public static final int EPFNOSUPPORT = 96;
  public static final int EAFNOSUPPORT = 97;
  public static final int EADDRINUSE = 98;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENETDOWN = 100;
  public static final int ENETUNREACH = 101;
  public static final int ENOBUFS = 105;
  public static final int ETIMEDOUT = 110;
  public static final int EHOSTUNREACH = 113;
  public static final int ENOKEY = 126;

  private static final Map<Integer, String[]> KNOWN =
      Map.ofEntries(
          entry(EPERM, "EPERM", "operation not permitted"),
          entry(ENOENT, "ENOENT", "no such thing"),
          entry(EINTR, "EINTR", "interrupted"),
          entry(EIO, "EIO", "input/output error"),
          entry(EBADF, "EBADF", "bad file descriptor"),
          entry(EAGAIN, "EAGAIN", "try again"),
          entry(ENOMEM, "ENOMEM", "out of memory"),
          entry(EACCES, "EACCES", "permission denied"),
          entry(EBUSY, "EBUSY", "busy"),
          entry(EEXIST, "EEXIST", "exists already"),
          entry(ENODEV, "ENODEV", "no such device"),
          entry(EINVAL, "EINVAL", "invalid argument"),
          entry(EMFILE, "EMFILE", "too many open files"),
          entry(ENOSPC, "ENOSPC", "no space left"),
          entry(ERANGE, "ERANGE", "out of range"),
          entry(ENOSYS, "ENOSYS", "not implemented"),
          entry(EBADMSG, "EBADMSG", "bad message"),
          entry(EMSGSIZE, "EMSGSIZE", "message too long"),
          entry(ENOPROTOOPT, "ENOPROTOOPT", "no such socket option"),
          entry(EPROTONOSUPPORT, "EPROTONOSUPPORT", "protocol not supported"),
          entry(EOPNOTSUPP, "EOPNOTSUPP", "operation not supported"),
          entry(EPFNOSUPPORT, "EPFNOSUPPORT", "protocol family not supported"),
          entry(EAFNOSUPPORT, "EAFNOSUPPORT", "address family not supported"),
          entry(EADDRINUSE, "EADDRINUSE", "address in use"),
          entry(EADDRNOTAVAIL, "EADDRNOTAVAIL", "address not available"),
          entry(ENETDOWN, "ENETDOWN", "network is down"),
          entry(ENETUNREACH, "ENETUNREACH", "network unreachable"),
          entry(ENOBUFS, "ENOBUFS", "no buffer space"),
          entry(ETIMEDOUT, "ETIMEDOUT", "timed out"),
          entry(EHOSTUNREACH, "EHOSTUNREACH", "no route to host"),
          entry(ENOKEY, "ENOKEY", "no key"));

  private Errno() {}

  private static Map.Entry<Integer, String[]> entry(int errno, String name, String meaning) {
    return Map.entry(errno, new String[] {name, meaning});
  }

  /** Returns the name of an error number, such as {@code ENODEV}. */
  public static String name(int errno) {
    String[] known = KNOWN.get(errno);
    return known == null ? "errno " + errno : known[0];
  }

  /**
   * Returns the name of an error number with its meaning, such as {@code ENODEV (no such device)}.
   */
  public static String describe(int errno) {
    String[] known = KNOWN.get(errno);
    return known == null ? "errno " + errno : known[0] + " (" + known[1] + ")";
  }
}
