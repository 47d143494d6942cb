package io.jitpeers.netlink.internal.socket;

import com.sun.jna.LastErrorException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Opens sockets of this machine's kernel, in a network namespace. A socket stays in the namespace
 * that it was opened in, so only the opening needs a thread that has entered it.
 */
public final class KernelNetlinkSockets {
  private KernelNetlinkSockets() {}

  /** Opens sockets in the namespace of this process. */
  public static NetlinkSocketFactory ofProcess() {
    return KernelNetlinkSocket::open;
  }

  /**
   * Opens sockets in another namespace.
   *
   * @param path the namespace's file, such as {@code /run/netns/tunnels} or {@code
   *     /proc/1234/ns/net}; looked up at each opening
   */
  public static NetlinkSocketFactory ofNamespace(String path) {
    return options -> callInside(path, () -> KernelNetlinkSocket.open(options));
  }

  /**
   * Opens something else in another namespace, on a thread that enters it and then ends.
   *
   * @param path the namespace's file
   * @param opening opens it, in no time
   * @throws ErrnoException if the namespace cannot be entered, or the opening throws it
   * @throws IllegalStateException if the opening throws anything else, which is the cause
   */
  public static <T> T callInside(String path, Callable<T> opening) throws ErrnoException {
    FutureTask<T> task = new FutureTask<>(() -> enterAndCall(path, opening));
    // A thread that entered another namespace must not be used for anything else: it ends here.
    Thread thread = new Thread(task, "jit-netlink-namespace");
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          // Opening takes no time; the caller sees its interrupt afterwards.
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ErrnoException failure) {
        throw failure;
      }
      throw new IllegalStateException("opening something in " + path, e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static <T> T enterAndCall(String path, Callable<T> opening) throws Exception {
    int namespace = openFile(path);
    try {
      KernelNetlinkSocket.call(
          "entering the network namespace " + path, () -> LibC.setns(namespace, LibC.CLONE_NEWNET));
      return opening.call();
    } finally {
      KernelNetlinkSocket.closeQuietly(namespace);
    }
  }

  private static int openFile(String path) throws ErrnoException {
    NativeAccess.require();
    try {
      return LibC.open(path, LibC.O_CLOEXEC);
    } catch (LastErrorException e) {
      throw new ErrnoException("opening the network namespace " + path, e.getErrorCode());
    }
  }
}
