package io.jitpeers.internal.settings;

import java.io.Serial;
import java.net.URL;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/**
 * A provider that cannot be used, or a service file that cannot be read.
 *
 * @param provider the provider's class or the service file, and the jar, folder or module that
 *     contains it
 * @param reason why the provider cannot be used or the file cannot be read
 * @param cause the exception that was thrown
 */
record BrokenProvider(String provider, String reason, Throwable cause) {
  private static final int DEEPEST_CAUSE = 50;

  /** Creates the record of a provider whose class was loaded. */
  static BrokenProvider of(Class<?> type, Throwable thrown) {
    Throwable cause = cause(thrown);
    return new BrokenProvider(Origin.of(type), reason(cause), cause);
  }

  /**
   * Creates the record of a provider that is named in a service file but whose class cannot be
   * loaded or used.
   */
  static BrokenProvider named(String className, URL file, Throwable thrown) {
    String reason =
        thrown instanceof ClassNotFoundException ? "its class is missing" : reason(thrown);
    return new BrokenProvider(className + " in " + place(file), reason, thrown);
  }

  /** Creates the record of a service file that cannot be read. */
  static BrokenProvider unreadable(String path, URL file, Throwable thrown) {
    return new BrokenProvider(path + " in " + place(file), reason(thrown), thrown);
  }

  /** Creates the record of a failure for which no broken provider was found. */
  static BrokenProvider unknown(Throwable thrown) {
    return new BrokenProvider(String.valueOf(thrown.getMessage()), reason(cause(thrown)), thrown);
  }

  /** Returns the jar or folder that contains a service file. */
  private static String place(URL file) {
    return Origin.place(file.toString().replaceFirst("META-INF/services/[^/]*$", ""));
  }

  /**
   * Returns whether this provider or file caused a failure of the service loader. The result is
   * true if the failure's message names the provider or file. It is also true if the exception
   * behind the failure has the same text as the exception in this record.
   */
  boolean explains(Throwable failure) {
    return String.valueOf(failure.getMessage()).contains(provider.substring(0, space()))
        || cause(failure).toString().equals(cause.toString());
  }

  /** Returns whether this provider is of the given class. */
  boolean isOf(String className) {
    return provider.startsWith(className + " ");
  }

  private int space() {
    return Math.max(0, provider.indexOf(' '));
  }

  /**
   * Returns the exception that a provider threw, without the service loader's exception around it.
   */
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

  /**
   * Returns the root cause of an exception. Follows at most {@link #DEEPEST_CAUSE} causes, because
   * a chain of causes may contain a cycle.
   */
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
