package io.jitpeers.internal.settings;

import java.net.URL;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/** Describes where classes come from, for messages. */
final class Origin {
  private Origin() {}

  /**
   * Returns the name of a class and the jar, folder or module that the class was loaded from, such
   * as {@code a.b.C in c.jar}.
   */
  static String of(Class<?> type) {
    return type.getName() + " in " + place(type);
  }

  /** Returns the jar, folder or module that a class was loaded from. */
  static String place(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    return location == null || location.getProtocol().equals("jrt")
        ? moduleOf(type)
        : place(location.toString());
  }

  private static String moduleOf(Class<?> type) {
    @Nullable String module = type.getModule().getName();
    return module == null ? "an unknown place" : "the module " + module;
  }

  /**
   * Returns the file name of the innermost jar in a location, or the whole path of a folder.
   *
   * @param location a location such as {@code file:/lib/c.jar} or {@code
   *     jar:file:/app.jar!/lib/c.jar!/}
   */
  static String place(String location) {
    String path = location.replaceFirst("!/$", "");
    if (path.endsWith("/")) {
      return path.substring(path.indexOf('/'));
    }
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
