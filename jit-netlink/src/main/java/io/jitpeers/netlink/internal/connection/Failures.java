package io.jitpeers.netlink.internal.connection;

import io.jitpeers.linux.Capability;
import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.netlink.NetlinkException;
import org.jspecify.annotations.Nullable;

/** Converts error numbers into exceptions that name a remedy. */
public final class Failures {
  private Failures() {}

  /** Creates an exception for a request that the kernel answered with an error. */
  public static NetlinkException of(String operation, Acknowledgement answer) {
    return NetlinkException.ofErrno(
        operation,
        answer.errno(),
        answer.kernelText(),
        answer.offset(),
        advice(answer.errno()),
        null);
  }

  /** Creates an exception for a failed system call. */
  public static NetlinkException of(String operation, SystemCallException failure) {
    String advice = failure.advice();
    if (failure.errno() == Errno.EMSGSIZE) {
      advice = "the socket's send buffer is too small: raise the sysctl net.core.wmem_max";
    }
    return NetlinkException.ofReason(
        operation + ": " + failure.operation() + " " + failure.subject(),
        failure.errno(),
        failure.reason(),
        advice == null ? advice(failure.errno()) : advice,
        failure);
  }

  private static @Nullable String advice(int errno) {
    return switch (errno) {
      case Errno.EPERM, Errno.EACCES -> Capability.CAP_NET_ADMIN.advice();
      case Errno.ENOBUFS -> "the socket's receive buffer was too small for the kernel's answers";
      default -> null;
    };
  }
}
