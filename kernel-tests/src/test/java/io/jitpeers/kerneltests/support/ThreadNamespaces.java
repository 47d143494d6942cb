package io.jitpeers.kerneltests.support;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs code in a namespace. A namespace is a property of a thread, so a new thread enters it and
 * ends afterwards.
 */
final class ThreadNamespaces {
  /** {@code O_RDONLY | O_CLOEXEC}, from asm-generic/fcntl.h. */
  private static final int READ_ONLY = 02000000;

  /** {@code CLONE_NEWNET}, from linux/sched.h. */
  private static final int NETWORK = 0x40000000;

  static {
    Native.register(ThreadNamespaces.class, "c");
  }

  private ThreadNamespaces() {}

  /** {@code int open(const char *path, int flags);} */
  private static native int open(String path, int flags) throws LastErrorException;

  /** {@code int setns(int fd, int nstype);} */
  private static native int setns(int fd, int type) throws LastErrorException;

  /** {@code int close(int fd);} */
  private static native int close(int fd) throws LastErrorException;

  static <T> T call(Path namespace, Callable<T> code) throws Exception {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              int file = open(namespace.toString(), READ_ONLY);
              try {
                setns(file, NETWORK);
              } finally {
                close(file);
              }
              return code.call();
            });
    Thread thread = new Thread(task, "in " + namespace.getFileName());
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception thrown) {
        throw thrown;
      }
      throw new AssertionError("failed in " + namespace, e.getCause());
    } finally {
      thread.interrupt();
    }
  }
}
