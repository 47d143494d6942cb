package io.jitpeers.pcap.internal.system;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Opens things in another network namespace. A socket stays in the namespace that it was opened in,
 * so only the opening needs a thread that has entered it.
 */
public final class NetworkNamespace {
  /** Where {@code ip netns} keeps names (ip-netns(8)). */
  private static final String NAMED = "/run/netns/";

  private NetworkNamespace() {}

  /**
   * Opens something.
   *
   * @param <T> what it opens
   */
  @FunctionalInterface
  public interface Opening<T> {
    /** Opens it, in no time. */
    T open() throws IOException;
  }

  /**
   * The file of a namespace that is given by name or by path.
   *
   * @throws IllegalArgumentException if it is blank
   */
  public static String path(String nameOrPath) {
    if (nameOrPath.isBlank()) {
      throw new IllegalArgumentException("a network namespace must be a name or a path, not blank");
    }
    return nameOrPath.indexOf('/') < 0 ? NAMED + nameOrPath : nameOrPath;
  }

  /**
   * Opens something in a namespace, on a thread that enters it and then ends.
   *
   * @param path the namespace's file, such as {@code /run/netns/tunnels} or {@code
   *     /proc/1234/ns/net}; null for the caller's own, on the caller's thread
   * @return what was opened
   * @throws IOException what the opening throws, whose unchecked exceptions and errors come through
   *     too; or a {@link SystemCallException} if the namespace cannot be entered
   */
  public static <T> T callInside(@Nullable String path, Opening<T> opening) throws IOException {
    if (path == null) {
      return opening.open();
    }
    FutureTask<T> task = new FutureTask<>(() -> enterAndOpen(path, opening));
    // A thread that entered another namespace must not be used for anything else: it ends here.
    Thread thread = new Thread(task, "jit-pcap-namespace");
    thread.setDaemon(true);
    thread.start();
    try {
      return getUninterruptibly(task);
    } catch (ExecutionException e) {
      // It is for this thread as if it had opened it itself.
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new AssertionError("an opening threw what it cannot throw", e.getCause());
    }
  }

  private static <T> T getUninterruptibly(FutureTask<T> task) throws ExecutionException {
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
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static <T> T enterAndOpen(String path, Opening<T> opening) throws IOException {
    int namespace = openFile(path);
    try {
      enter(namespace, path);
      return opening.open();
    } finally {
      SystemCalls.closeQuietly(namespace);
    }
  }

  private static void enter(int namespace, String path) throws SystemCallException {
    try {
      var unused =
          SystemCalls.call(
              "entering",
              "the network namespace " + path,
              () -> LibC.setns(namespace, LibC.CLONE_NEWNET));
    } catch (SystemCallException e) {
      throw switch (e.errno()) {
        case Errno.EPERM -> e.withAdvice(Rights.NAMESPACES);
        case Errno.EINVAL -> e.withAdvice("the file is no network namespace");
        default -> e;
      };
    }
  }

  private static int openFile(String path) throws SystemCallException {
    NativeAccess.require();
    try {
      return SystemCalls.call(
          "opening", "the network namespace " + path, () -> LibC.open(path, LibC.O_CLOEXEC));
    } catch (SystemCallException e) {
      throw switch (e.errno()) {
        case Errno.ENOENT ->
            e.withAdvice("there is none: \"ip netns list\" shows those that have a name");
        case Errno.EACCES ->
            e.withAdvice("run as root, or as the user of the process whose namespace it is");
        default -> e;
      };
    }
  }
}
