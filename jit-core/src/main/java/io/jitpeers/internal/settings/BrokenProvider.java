package io.jitpeers.internal.settings;

import java.io.Serial;
import java.net.URL;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/**
 * A provider that cannot be used.
 *
 * @param provider its class, and the jar that contains the class or names it
 * @param reason why
 * @param cause what was thrown
 */
record BrokenProvider(String provider, String reason, Throwable cause) {
  private static final int DEEPEST_CAUSE = 50;

  /** Creates the record of a provider whose class was loaded. */
  static BrokenProvider of(Class<?> type, Throwable thrown) {
    Throwable cause = cause(thrown);
    return new BrokenProvider(Origin.of(type), reason(cause), cause);
  }

  /**
   * Creates the record of a provider that a service file names and whose class cannot be loaded.
   */
  static BrokenProvider named(String className, URL file, Throwable thrown) {
    // The service file is below the root of its jar.
    String root = file.toString().replaceFirst("META-INF/services/[^/]*$", "");
    String reason =
        thrown instanceof ClassNotFoundException ? "its class is missing" : reason(thrown);
    return new BrokenProvider(className + " in " + Origin.place(root), reason, thrown);
  }

  /** Creates the record of a failure that no known provider explains. */
  static BrokenProvider unknown(Throwable thrown) {
    return new BrokenProvider(String.valueOf(thrown.getMessage()), reason(cause(thrown)), thrown);
  }

  /** Returns whether a message of the service loader names this provider. */
  boolean isNamedIn(Throwable failure) {
    return String.valueOf(failure.getMessage()).contains(provider.substring(0, space()));
  }

  /** Returns whether this provider is of the given class. */
  boolean isOf(String className) {
    return provider.startsWith(className + " ");
  }

  private int space() {
    return Math.max(0, provider.indexOf(' '));
  }

  /** Returns what a provider threw, without what the service loader adds. */
  private static Throwable cause(Throwable thrown) {
    return thrown instanceof ServiceConfigurationError && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }

  private static String reason(Throwable thrown) {
    if (thrown instanceof BadProvider) {
      return String.valueOf(thrown.getMessage());
    }
    Throwable root = root(thrown);
    if (root == thrown) {
      return thrown.toString();
    }
    return thrown instanceof ExceptionInInitializerError
        ? "its static initializer failed: " + root
        : thrown + ", caused by " + root;
  }

  /** Returns the root cause. The depth is bounded, because a chain of causes may be a cycle. */
  private static Throwable root(Throwable thrown) {
    Throwable root = thrown;
    for (int depth = 0; root.getCause() != null && depth < DEEPEST_CAUSE; depth++) {
      root = root.getCause();
    }
    return root;
  }

  @Override
  public String toString() {
    return provider + " (" + reason + ")";
  }

  /** Thrown if a provider breaks the contract of its interface. */
  static final class BadProvider extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    BadProvider(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
