package io.jitpeers.netlink.testkit;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown when the fake kernel refuses a request; contains the content of its acknowledgement. */
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
