package io.jitpeers.pcap.internal.system;

import java.util.Map;

/**
 * Error numbers of Linux that capturing and reinjecting meet ({@code asm-generic/errno-base.h} and
 * {@code errno.h}; the same on every architecture that the JDK runs on).
 */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int EMFILE = 24;
  public static final int ENOSYS = 38;
  public static final int EMSGSIZE = 90;
  public static final int EPROTONOSUPPORT = 93;
  public static final int EOPNOTSUPP = 95;
  public static final int EAFNOSUPPORT = 97;
  public static final int ENETDOWN = 100;
  public static final int ENETUNREACH = 101;
  public static final int ENOBUFS = 105;
  public static final int ETIMEDOUT = 110;
  public static final int EHOSTUNREACH = 113;

  private static final Map<Integer, String> KNOWN =
      Map.ofEntries(
          Map.entry(EPERM, "EPERM (operation not permitted)"),
          Map.entry(ENOENT, "ENOENT (no such file)"),
          Map.entry(EINTR, "EINTR (interrupted)"),
          Map.entry(EBADF, "EBADF (bad file descriptor)"),
          Map.entry(EAGAIN, "EAGAIN (try again)"),
          Map.entry(ENOMEM, "ENOMEM (out of memory)"),
          Map.entry(EACCES, "EACCES (permission denied)"),
          Map.entry(ENODEV, "ENODEV (no such device)"),
          Map.entry(EINVAL, "EINVAL (invalid argument)"),
          Map.entry(EMFILE, "EMFILE (too many open files)"),
          Map.entry(ENOSYS, "ENOSYS (not implemented)"),
          Map.entry(EMSGSIZE, "EMSGSIZE (message too long)"),
          Map.entry(EPROTONOSUPPORT, "EPROTONOSUPPORT (protocol not supported)"),
          Map.entry(EOPNOTSUPP, "EOPNOTSUPP (operation not supported)"),
          Map.entry(EAFNOSUPPORT, "EAFNOSUPPORT (address family not supported)"),
          Map.entry(ENETDOWN, "ENETDOWN (network is down)"),
          Map.entry(ENETUNREACH, "ENETUNREACH (network unreachable)"),
          Map.entry(ENOBUFS, "ENOBUFS (no buffer space)"),
          Map.entry(ETIMEDOUT, "ETIMEDOUT (timed out)"),
          Map.entry(EHOSTUNREACH, "EHOSTUNREACH (no route to host)"));

  private Errno() {}

  /** The name of an error number and its meaning, such as {@code ENODEV (no such device)}. */
  public static String describe(int errno) {
    return KNOWN.getOrDefault(errno, "errno " + errno);
  }
}
