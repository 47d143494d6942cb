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
 * A network namespace other than the process's own. Sockets and files can be opened in it. A socket
 * stays in the namespace in which it was opened. The thread that opens the socket must have entered
 * the namespace; a thread that uses the socket later need not enter it. Immutable.
 */
public final class NetworkNamespace {
  private static final Logger log = LoggerFactory.getLogger(NetworkNamespace.class);

  /** The file of this process's own namespace. */
  private static final Path OWN = Path.of("/proc/self/ns/net");

  /** The attribute for the device number of a file's file system (stat(2)). */
  private static final String DEVICE = "unix:dev";

  /** The directory in which {@code ip netns} keeps the names of namespaces (ip-netns(8)). */
  private static final String NAMED = "/run/netns/";

  private final String path;
  private final Capability capability;

  private NetworkNamespace(String path, Capability capability) {
    this.path = path;
    this.capability = capability;
  }

  /**
   * Opens an object, such as a socket.
   *
   * @param <T> the type of the object
   * @param <E> the exception thrown if opening fails
   */
  @FunctionalInterface
  public interface Opening<T, E extends IOException> {
    /** Opens the object, without blocking. */
    T open() throws E;
  }

  /**
   * Returns a namespace, which need not exist yet.
   *
   * @param nameOrPath a name as {@code ip netns} lists it, or the path of a namespace's file, such
   *     as {@code /run/netns/tunnels} or {@code /proc/1234/ns/net}
   * @param capability the capability that is needed in the namespace to open the objects. The error
   *     message for a user who may not enter the namespace names this capability
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
   * Checks that a file, if it exists, is a network namespace. A missing file is accepted, because
   * it may appear later. A file that this process cannot inspect is accepted too.
   *
   * @param nameOrPath as in {@link #of}
   * @return the argument
   * @throws IllegalArgumentException if the file is not a network namespace; the message says what
   *     kind of file it is
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
      log.debug("cannot check in advance whether {} is a network namespace", nameOrPath, e);
    }
    return nameOrPath;
  }

  /**
   * Throws if a link in {@code /proc/PID/ns} belongs to a namespace that is not a network
   * namespace, such as {@code mnt:[4026531841]}.
   */
  private static void checkLink(Path file, String target) {
    int kind = target.indexOf(":[");
    if (kind > 0 && !target.startsWith("net:[")) {
      throw new IllegalArgumentException(
          file + " is a namespace of the kind " + target.substring(0, kind) + ", not net");
    }
  }

  /**
   * Returns whether a file is on nsfs, the file system on which the kernel keeps all namespaces.
   */
  private static boolean isOfNamespaces(Path file) throws IOException {
    return Files.getAttribute(file, DEVICE).equals(Files.getAttribute(OWN, DEVICE));
  }

  /** Returns the namespace's file. */
  public String path() {
    return path;
  }

  /**
   * Opens an object in a namespace.
   *
   * @param namespace the namespace; this call looks it up, and a temporary thread enters it. If
   *     null, the object is opened on the caller's thread, in that thread's namespace
   * @return the opened object
   * @throws E if opening fails; unchecked exceptions and errors are passed on too
   * @throws SystemCallException if the namespace cannot be entered; the message names a remedy
   */
  public static <T, E extends IOException> T callIn(
      @Nullable NetworkNamespace namespace, Opening<T, E> opening) throws E, SystemCallException {
    return namespace == null ? opening.open() : namespace.call(opening);
  }

  private <T, E extends IOException> T call(Opening<T, E> opening) throws E, SystemCallException {
    FutureTask<T> task = new FutureTask<>(() -> enterAndOpen(opening));
    // A thread that has entered another namespace must not be reused, so this thread ends after the
    // task.
    Thread thread = new Thread(task, "jit-linux-namespace");
    thread.setDaemon(true);
    thread.start();
    try {
      return getUninterruptibly(task);
    } catch (ExecutionException e) {
      // The exception is rethrown on this thread, as if this thread had opened the object itself.
      if (e.getCause() instanceof IOException failure) {
        // The failure is a SystemCallException from entering the namespace, or an exception that
        // the opening threw.
        @SuppressWarnings("unchecked")
        E thrown = (E) failure;
        throw thrown;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new AssertionError("the opening threw an undeclared exception", e.getCause());
    }
  }

  private static <T> T getUninterruptibly(FutureTask<T> task) throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          // Opening does not block; the caller's interrupt status is restored afterwards.
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
        case Errno.EINVAL -> e.withAdvice("the file is not a network namespace");
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
