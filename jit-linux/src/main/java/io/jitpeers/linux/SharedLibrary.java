package io.jitpeers.linux;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.Serial;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Opens native libraries whose file names differ between distributions. May be used only after
 * {@link NativeAccess#requireJna}.
 */
public final class SharedLibrary {
  /**
   * The names of the C library on Linux. The first name is that of glibc's file. It also works with
   * musl, which has no file of this name: the dynamic loader of musl treats every name that begins
   * with "libc." as musl itself. The second name is for other C libraries. JNA itself uses the
   * second name.
   */
  private static final List<String> C_NAMES = List.of("libc.so.6", Platform.C_LIBRARY_NAME);

  private SharedLibrary() {}

  /** Reports that a library cannot be loaded under any of its names. */
  public static final class MissingError extends LinkageError {
    @Serial private static final long serialVersionUID = 1L;

    private MissingError(List<String> names, Throwable first) {
      super("cannot be loaded as " + String.join(", ", names) + ": " + firstLines(first));
      addSuppressed(first);
    }

    /**
     * Returns the first two lines of JNA's message. The whole message lists every place where JNA
     * searched, with one place on each line.
     */
    private static String firstLines(Throwable first) {
      return String.valueOf(first.getMessage())
          .lines()
          .limit(2)
          .map(String::trim)
          .collect(Collectors.joining(" "));
    }
  }

  /**
   * Opens a library. Tries several names, and uses the first one under which a library can be
   * loaded.
   *
   * @param names file names such as {@code libpcap.so.1}, or short names such as {@code pcap}, in
   *     the order in which they are tried; at least one
   * @param options JNA's options for the library
   * @throws MissingError if the library cannot be loaded under any of the names; the message lists
   *     all names, and says why the first name failed
   */
  public static NativeLibrary open(List<String> names, Map<String, ?> options) {
    @Nullable LinkageError first = null;
    for (String name : names) {
      try {
        return NativeLibrary.getInstance(name, options);
      } catch (LinkageError e) {
        first = first == null ? e : first;
      }
    }
    throw new MissingError(names, Objects.requireNonNull(first, "no name was given"));
  }

  /**
   * Opens the C library, on Linux and on other systems.
   *
   * @throws MissingError if the C library cannot be loaded under any of its names
   */
  public static NativeLibrary openC() {
    return open(Platform.isLinux() ? C_NAMES : List.of(Platform.C_LIBRARY_NAME), Map.of());
  }
}
