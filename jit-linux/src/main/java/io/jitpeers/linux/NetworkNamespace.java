package io.jitpeers.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network namespace other than this process's own, in which things are opened. A socket stays in
 * the namespace that it was opened in, so only the opening needs a thread that has entered it.
 * Immutable.
 */
public final class NetworkNamespace {
  private static final Logger log = LoggerFactory.getLogger(NetworkNamespace.class);

  /** This process's own. */
  private static final Path OWN = Path.of("/proc/self/ns/net");

  /** The device number of the file system that a file is on (stat(2)). */
  private static final String DEVICE = "unix:dev";

  /** Where {@code ip netns} keeps names (ip-netns(8)). */
  private static final String NAMED = "/run/netns/";

  private final String path;
  private final Capability capability;

  private NetworkNamespace(String path, Capability capability) {
    this.path = path;
    this.capability = capability;
  }

  /**
   * Opens something.
   *
   * @param <T> what it opens
   * @param <E> how that fails
   */
  @FunctionalInterface
  public interface Opening<T, E extends IOException> {
    /** Opens it, in no time. */
    T open() throws E;
  }

  /**
   * Returns a namespace; it need not be there yet.
   *
   * @param nameOrPath a name that {@code ip netns} gave it, or its file, such as {@code
   *     /run/netns/tunnels} or {@code /proc/1234/ns/net}
   * @param capability what is needed inside, for the advice to a user who may not enter it
   * @throws IllegalArgumentException if the name is blank
   */
  public static NetworkNamespace of(String nameOrPath, Capability capability) {
    if (nameOrPath.isBlank()) {
      throw new IllegalArgumentException("a network namespace must be a name or a path, not blank");
    }
    String path = nameOrPath.indexOf('/') < 0 ? NAMED + nameOrPath : nameOrPath;
    return new NetworkNamespace(path, capability);
  }

  /**
   * Returns what names a namespace, unless something is there that is none: what is not there yet
   * may still come, and what cannot be looked at is not judged.
   *
   * @param nameOrPath as {@link #of} takes it
   * @return the same
   * @throws IllegalArgumentException if it is no network namespace, with what it is
   */
  public static String checked(String nameOrPath) {
    try {
      Path file = Path.of(of(nameOrPath, Capability.CAP_NET_ADMIN).path());
      if (Files.isDirectory(file)) {
        throw new IllegalArgumentException(file + " is a folder; name the namespace's file in it");
      }
      if (Files.isSymbolicLink(file)) {
        checkLink(file, Files.readSymbolicLink(file).toString());
      }
      if (!isOfNamespaces(file)) {
        throw new IllegalArgumentException(
            file + " is a file of another kind; \"ip netns list\" shows the namespaces by name");
      }
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "no file can have such a name; give one of \"ip netns list\", or the path of its file",
          e);
    } catch (IOException | UnsupportedOperationException e) {
      log.debug("cannot tell whether {} is a network namespace before it is used", nameOrPath, e);
    }
    return nameOrPath;
  }

  /** What {@code /proc/PID/ns} has says of which kind it is, such as {@code mnt:[4026531841]}. */
  private static void checkLink(Path file, String target) {
    int kind = target.indexOf(":[");
    if (kind > 0 && !target.startsWith("net:[")) {
      throw new IllegalArgumentException(
          file + " is a namespace of the kind " + target.substring(0, kind) + ", not net");
    }
  }

  /** All namespaces are files of one file system (nsfs). */
  private static boolean isOfNamespaces(Path file) throws IOException {
    return Files.getAttribute(file, DEVICE).equals(Files.getAttribute(OWN, DEVICE));
  }

  /** Returns the namespace's file. */
  public String path() {
    return path;
  }

  /**
   * Opens something in a namespace.
   *
   * @param namespace where; looked up now, and entered by a thread that then ends. Null for the
   *     caller's own, on the caller's thread
   * @return what was opened
   * @throws E what the opening throws, whose unchecked exceptions and errors come through too
   * @throws SystemCallException if the namespace cannot be entered; it says what to do
   */
  public static <T, E extends IOException> T callIn(
      @Nullable NetworkNamespace namespace, Opening<T, E> opening) throws E, SystemCallException {
    return namespace == null ? opening.open() : namespace.call(opening);
  }

  private <T, E extends IOException> T call(Opening<T, E> opening) throws E, SystemCallException {
    FutureTask<T> task = new FutureTask<>(() -> enterAndOpen(opening));
    // A thread that entered another namespace must not be used for anything else: it ends here.
    Thread thread = new Thread(task, "jit-linux-namespace");
    thread.setDaemon(true);
    thread.start();
    try {
      return getUninterruptibly(task);
    } catch (ExecutionException e) {
      // It is for this thread as if it had opened it itself.
      if (e.getCause() instanceof IOException failure) {
        @SuppressWarnings("unchecked") // A SystemCallException of the entering, or the opening's.
        E thrown = (E) failure;
        throw thrown;
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

  private <T, E extends IOException> T enterAndOpen(Opening<T, E> opening) throws IOException {
    int namespace = openFile();
    try {
      enter(namespace);
      return opening.open();
    } finally {
      SystemCalls.closeQuietly(namespace);
    }
  }

  private void enter(int namespace) throws SystemCallException {
    try {
      var unused =
          SystemCalls.call(
              "entering",
              "the network namespace " + path,
              () -> LibC.setns(namespace, LibC.CLONE_NEWNET));
    } catch (SystemCallException e) {
      throw switch (e.errno()) {
        case Errno.EPERM -> e.withAdvice(capability.adviceForNamespace());
        case Errno.EINVAL -> e.withAdvice("the file is no network namespace");
        default -> e;
      };
    }
  }

  private int openFile() throws SystemCallException {
    NativeAccess.require();
    try {
      return SystemCalls.call(
          "opening", "the network namespace " + path, () -> LibC.open(path, LibC.O_CLOEXEC));
    } catch (SystemCallException e) {
      throw switch (e.errno()) {
        case Errno.ENOENT ->
            e.withAdvice(
                "no such network namespace: \"ip netns list\" shows those that have a name");
        case Errno.EACCES ->
            e.withAdvice("run as root, or as the user of the process whose namespace it is");
        default -> e;
      };
    }
  }
}
