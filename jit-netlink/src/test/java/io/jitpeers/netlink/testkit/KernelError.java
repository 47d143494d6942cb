package io.jitpeers.netlink.testkit;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The fake kernel refuses a request: what its acknowledgement will say. */
final class KernelError extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  final int errno;
  final @Nullable String text;
  final int offset;

  KernelError(int errno) {
    this(errno, null, -1);
  }

  KernelError(int errno, @Nullable String text, int offset) {
    super("errno " + errno + (text == null ? "" : ": " + text));
    this.errno = errno;
    this.text = text;
    this.offset = offset;
  }
}
