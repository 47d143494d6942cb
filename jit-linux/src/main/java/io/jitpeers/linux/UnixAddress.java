package io.jitpeers.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Creates addresses of Unix domain sockets ({@code struct sockaddr_un}). The JDK supports such
 * sockets only for streams, but systemd receives its notifications as datagrams.
 */
public final class UnixAddress {
  /**
   * The maximum length of a name: {@code sun_path} has 108 bytes, of which one is for the
   * terminating zero.
   */
  private static final int MAX_NAME = 107;

  private static final int FAMILY_LENGTH = 2;
  private static final char ABSTRACT = '@';

  private UnixAddress() {}

  /**
   * Creates an address for {@link SystemSocket#bind} and {@link SystemSocket#sendTo}.
   *
   * @param name an absolute path, or {@code @} followed by the name of an abstract socket, which is
   *     in no file system
   * @return the address in a direct buffer, from position to limit
   * @throws SystemCallException with EINVAL if the name has neither form or is too long
   */
  public static ByteBuffer of(String name) throws SystemCallException {
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    boolean isAbstract = !name.isEmpty() && name.charAt(0) == ABSTRACT;
    boolean valid = (isAbstract && path.length > 1) || name.startsWith("/");
    if (!valid || path.length > MAX_NAME || name.indexOf('\0') >= 0) {
      throw new SystemCallException("addressing", "the Unix socket " + name, Errno.EINVAL)
          .withAdvice(
              "give an absolute path, or a name after @, of at most " + MAX_NAME + " bytes");
    }
    if (isAbstract) {
      // The zero byte replaces the @ of an abstract name. Such a name has no terminator: it
      // consists of all bytes up to the address's length.
      path[0] = 0;
    }
    int length = FAMILY_LENGTH + path.length + (isAbstract ? 0 : 1);
    ByteBuffer address = ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
    address.putShort((short) SystemSocket.AF_UNIX).put(path);
    address.clear();
    return address;
  }
}
