package io.jitpeers.netlink.internal.socket;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/** What tests need of the C library beyond {@link LibC}. */
final class TestLibC {
  static {
    Native.register(TestLibC.class, Platform.C_LIBRARY_NAME);
  }

  private TestLibC() {}

  // int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen);
  static native int connect(int fd, Pointer address, int length) throws LastErrorException;
}
