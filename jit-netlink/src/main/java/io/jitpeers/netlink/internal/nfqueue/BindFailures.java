package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.internal.connection.Acknowledgement;
import io.jitpeers.netlink.internal.connection.Failures;
import org.jspecify.annotations.Nullable;

/** Converts the kernel's refusals to bind a queue into exceptions that name a remedy. */
final class BindFailures {
  private static final String TAKEN =
      "another process has bound the queue: stop it, or choose another number here and in the "
          + "firewall rule (/proc/net/netfilter/nfnetlink_queue lists the queues and their port "
          + "ids)";

  private static final String NO_NFNETLINK =
      "this kernel has no nfnetlink (CONFIG_NETFILTER_NETLINK): load it with modprobe"
          + " nfnetlink_queue";

  private BindFailures() {}

  /** Creates an exception for a socket that could not be opened. */
  static NetlinkException opening(String operation, SystemCallException failure) {
    return Failures.of(
        operation,
        failure.errno() == Errno.EPROTONOSUPPORT ? failure.withAdvice(NO_NFNETLINK) : failure);
  }

  /**
   * Creates an exception for a refused bind request.
   *
   * @param permitted whether the process may use nfnetlink at all. This distinguishes two causes
   *     that the kernel reports with the same error: a missing permission, and a queue that another
   *     process has bound
   */
  static NetlinkException binding(String operation, Acknowledgement answer, boolean permitted) {
    @Nullable String advice =
        switch (answer.errno()) {
          case Errno.EPERM -> permitted ? TAKEN : null;
          case Errno.EBUSY, Errno.EEXIST -> TAKEN;
          case Errno.EINVAL ->
              "this kernel has no nfnetlink_queue (CONFIG_NETFILTER_NETLINK_QUEUE): load it with"
                  + " modprobe nfnetlink_queue";
          case Errno.EOPNOTSUPP ->
              "this kernel does not know the fail-open flag, which came with Linux 3.6";
          default -> null;
        };
    return advice == null
        ? Failures.of(operation, answer)
        : NetlinkException.ofErrno(
            operation, answer.errno(), answer.kernelText(), answer.offset(), advice, null);
  }
}
