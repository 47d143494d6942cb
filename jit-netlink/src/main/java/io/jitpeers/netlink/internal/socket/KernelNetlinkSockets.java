package io.jitpeers.netlink.internal.socket;

import com.sun.jna.LastErrorException;
import io.jitpeers.netlink.internal.codec.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Opens sockets of this machine's kernel, in a network namespace. A socket stays in the namespace
 * that it was opened in, so only the opening needs a thread that has entered it.
 */
public final class KernelNetlinkSockets {
  private static final String RIGHTS =
      "that needs the capability CAP_SYS_ADMIN, and the rest CAP_NET_ADMIN: run as root, grant both"
          + " with setcap cap_sys_admin,cap_net_admin+ep on the java binary, set"
          + " AmbientCapabilities in the systemd unit, or let the unit join the namespace itself"
          + " (NetworkNamespacePath)";

  private KernelNetlinkSockets() {}

  /** Opens sockets in the namespace of this process. */
  public static NetlinkSocketFactory ofProcess() {
    return new NetlinkSocketFactory() {
      @Override
      public NetlinkSocket open(NetlinkSocketOptions options) throws ErrnoException {
        return KernelNetlinkSocket.open(options);
      }

      @Override
      public List<String> socketTable() throws IOException {
        return readSocketTable();
      }
    };
  }

  /**
   * Opens sockets in another namespace.
   *
   * @param path the namespace's file, such as {@code /run/netns/tunnels} or {@code
   *     /proc/1234/ns/net}; looked up at each opening
   */
  public static NetlinkSocketFactory ofNamespace(String path) {
    return new NetlinkSocketFactory() {
      @Override
      public NetlinkSocket open(NetlinkSocketOptions options) throws ErrnoException {
        return callInside(path, () -> KernelNetlinkSocket.open(options));
      }

      @Override
      public List<String> socketTable() throws ErrnoException {
        return callInside(path, KernelNetlinkSockets::readSocketTable);
      }
    };
  }

  /** Of the calling thread's namespace, as the sockets are. */
  private static List<String> readSocketTable() throws IOException {
    return Files.readAllLines(Path.of("/proc/thread-self/net/netlink"));
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
      enter(namespace, path);
      return opening.call();
    } finally {
      KernelNetlinkSocket.closeQuietly(namespace);
    }
  }

  private static void enter(int namespace, String path) throws ErrnoException {
    try {
      KernelNetlinkSocket.call(
          "entering the network namespace " + path, () -> LibC.setns(namespace, LibC.CLONE_NEWNET));
    } catch (ErrnoException e) {
      throw e.errno() == Errno.EPERM ? e.withAdvice(RIGHTS) : e;
    }
  }

  private static int openFile(String path) throws ErrnoException {
    NativeAccess.require();
    try {
      return LibC.open(path, LibC.O_CLOEXEC);
    } catch (LastErrorException e) {
      ErrnoException failure =
          new ErrnoException("opening the network namespace " + path, e.getErrorCode());
      throw switch (e.getErrorCode()) {
        case Errno.ENOENT ->
            failure.withAdvice("there is none: \"ip netns list\" shows those that have a name");
        case Errno.EACCES ->
            failure.withAdvice("run as root, or as the user of the process whose namespace it is");
        default -> failure;
      };
    }
  }
}
