package io.jitpeers.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * Functions of the C library (glibc or musl), bound by JNA's direct mapping. A function that fails
 * and sets errno throws {@link LastErrorException}. The constants have the values that Linux uses
 * on the architectures that the JDK supports.
 */
final class LibC {
  static final int SOCK_CLOEXEC = 0x80000;
  static final int MSG_TRUNC = 0x20;
  static final int MSG_DONTWAIT = 0x40;
  static final short POLLIN = 1;
  static final int EFD_CLOEXEC = 0x80000;
  static final int EFD_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;
  static final int CLONE_NEWNET = 0x40000000;

  static {
    Native.register(LibC.class, SharedLibrary.openC());
  }

  private LibC() {}

  /**
   * Binds the functions by initializing this class. Throws a {@link LinkageError} if a function
   * cannot be bound.
   */
  static void load() {}

  // int socket(int domain, int type, int protocol);
  static native int socket(int domain, int type, int protocol) throws LastErrorException;

  // int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen);
  static native int bind(int fd, Pointer address, int length) throws LastErrorException;

  // int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen);
  static native int getsockname(int fd, Pointer address, Pointer length) throws LastErrorException;

  // int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen);
  static native int getsockopt(int fd, int level, int name, Pointer value, Pointer length)
      throws LastErrorException;

  // int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen);
  static native int setsockopt(int fd, int level, int name, Pointer value, int length)
      throws LastErrorException;

  // ssize_t send(int sockfd, const void *buf, size_t len, int flags);
  static native long send(int fd, Pointer buffer, long length, int flags) throws LastErrorException;

  // ssize_t sendto(int sockfd, const void *buf, size_t len, int flags,
  //                const struct sockaddr *dest_addr, socklen_t addrlen);
  static native long sendto(
      int fd, Pointer buffer, long length, int flags, Pointer address, int addressLength)
      throws LastErrorException;

  // ssize_t recvfrom(int sockfd, void *buf, size_t len, int flags,
  //                  struct sockaddr *src_addr, socklen_t *addrlen);
  static native long recvfrom(
      int fd, Pointer buffer, long length, int flags, Pointer address, Pointer addressLength)
      throws LastErrorException;

  // int ioctl(int fd, unsigned long request, ...);
  static native int ioctl(int fd, long request, Pointer argument) throws LastErrorException;

  // int poll(struct pollfd *fds, nfds_t nfds, int timeout);
  static native int poll(Pointer fds, long count, int timeout) throws LastErrorException;

  // int eventfd(unsigned int initval, int flags);
  static native int eventfd(int initial, int flags) throws LastErrorException;

  // ssize_t read(int fd, void *buf, size_t count);
  static native long read(int fd, Pointer buffer, long count) throws LastErrorException;

  // ssize_t write(int fd, const void *buf, size_t count);
  static native long write(int fd, Pointer buffer, long count) throws LastErrorException;

  // int open(const char *pathname, int flags);
  static native int open(String path, int flags) throws LastErrorException;

  // int setns(int fd, int nstype);
  static native int setns(int fd, int type) throws LastErrorException;

  // int close(int fd);
  static native int close(int fd) throws LastErrorException;
}
