package io.jitpeers.linux;

import java.io.Serial;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The causes of JNA failures, each with its remedy. JNA and the JDK report many causes with the
 * same few error types. Therefore each constant has a pattern for the error's text. The patterns
 * match the texts of JNA 5.8 to 5.19, glibc, musl, and JDK 17 to 25. The first constant whose
 * pattern matches is the cause.
 */
enum JnaFailure {
  ABSENT(
      "(?:ClassNotFoundException: com\\.sun|NoClassDefFoundError: com/sun)[./]jna.*",
      "JNA is not on the class path or module path",
      "add net.java.dev.jna:jna-jpms"),
  TOO_OLD(
      "TooOldError: .*|NoSuch(?:Method|Field)Error: .*com[./]sun[./]jna.*",
      "the JNA on the class path is older than 5.12",
      "another dependency may bring it; exclude that older net.java.dev.jna:jna, because"
          + " net.java.dev.jna:jna-jpms has the same classes"),
  DENIED_TO_MODULE(
      "IllegalCallerException: .*from module ([\\w.]+).*",
      "this JVM denies native access to the module %s",
      "start java with --enable-native-access=%s"),
  DENIED(
      "IllegalCallerException: .*",
      "this JVM denies native access to the class path, which JNA is on",
      "start java with --enable-native-access=ALL-UNNAMED, or put Enable-Native-Access:"
          + " ALL-UNNAMED into the manifest of the jar that java -jar starts"),
  OTHER_VERSION(
      ".*incompatible JNA native library.*",
      "a native library of another JNA version is found before JNA's own",
      "remove it, or do not set -Djna.boot.library.path and -Djna.nosys=false"),
  C_LIBRARY(
      "MissingError: cannot be loaded as (.*?): .*",
      "this system's C library cannot be loaded as %s",
      "run on a system with glibc (such as Debian) or musl (such as Alpine), or name the folder of"
          + " its C library with -Djna.library.path"),
  NOT_WRITABLE(
      ".*Failed to create temporary file.*",
      "its library cannot be unpacked into the folder for temporary files",
      "make that folder writable, free space there, or name another one with -Djna.tmpdir"),
  NOT_EXECUTABLE(
      ".*(?:failed to map segment|Operation not permitted|Permission denied).*",
      "its library may not be executed in the folder for temporary files, which may be mounted"
          + " noexec",
      "name a folder that permits execution with -Djna.tmpdir"),
  OTHER_C_LIBRARY(
      ".*(?:Error loading shared library|Error relocating) .*",
      "its library does not work with this system's C library, musl",
      "install the one of this system (Alpine: apk add java-jna-native), and name its folder:"
          + " -Djna.boot.library.path=/usr/lib"),
  NOT_FOR_ARCHITECTURE(
      ".*\\(com/sun/jna/(\\S+)/libjnidispatch\\.so\\) not found in resource path.*",
      "its jar has no library for %s",
      "run on an architecture that JNA supports, or, if the jar was stripped or shaded, keep"
          + " com/sun/jna/%s in it"),
  NOT_UNPACKED(
      ".*(?:Could not find JNA native support|Unable to locate JNA native support).*",
      "it may not unpack its library, and finds none installed",
      "do not set -Djna.nounpack=true and -Djna.noclasspath=true, or name the folder of"
          + " libjnidispatch.so with -Djna.boot.library.path"),
  FUNCTION_MISSING(
      ".*Error looking up function '(\\w+)'.*",
      "this system's C library has no function %s",
      "run on a newer system"),
  UNKNOWN(
      ".*",
      "JNA cannot be loaded",
      "see that the folder for temporary files permits execution (-Djna.tmpdir) and that the JVM"
          + " permits native access (--enable-native-access)");

  /**
   * The maximum number of characters that are quoted from JNA's message. The message can be long,
   * because it contains the whole class path. If a class is used again after its initialization
   * failed, the JVM's error contains only the beginning of a long message.
   */
  private static final int MAX_REPORT = 400;

  /**
   * Matches the message that the JVM (JDK 17 and later) gives when a class is used again after its
   * initialization failed.
   */
  private static final Pattern AGAIN =
      Pattern.compile(
          "Exception ((?:\\w+\\.)*[\\w$]+(?:: .*?)?)(?: \\[in thread .*)?", Pattern.DOTALL);

  private static final Pattern PACKAGE = Pattern.compile("^(?:\\w+[.$])+(?=\\w+(?::|$))");

  private final Pattern text;
  private final String reason;
  private final String remedy;

  JnaFailure(String text, String reason, String remedy) {
    this.text = Pattern.compile(text);
    this.reason = reason;
    this.remedy = remedy;
  }

  /** Reports that the JNA on the class path lacks a required feature. */
  static final class TooOldError extends LinkageError {
    @Serial private static final long serialVersionUID = 1L;

    TooOldError(String message) {
      super(message);
    }
  }

  /** Returns an exception that describes why JNA failed. */
  static SystemCallException explain(Throwable failure) {
    String said = report(failure);
    for (JnaFailure known : values()) {
      Matcher matcher = known.text.matcher(said);
      if (matcher.matches()) {
        @Nullable String detail = matcher.groupCount() == 0 ? null : matcher.group(1);
        return SystemCallException.noNativeAccess(
            "calling",
            "native code through JNA",
            fill(known.reason, detail),
            fill(known.remedy, detail) + " (JNA says: " + withoutType(said) + ")",
            failure);
      }
    }
    throw new AssertionError("the last pattern matches every text");
  }

  /** Returns the message of the root cause of a failure, on one line. */
  static String text(Throwable failure) {
    return withoutType(report(failure));
  }

  private static String fill(String text, @Nullable String detail) {
    return detail == null ? text : text.replace("%s", detail);
  }

  /**
   * Returns the type and the message of the root cause of a failure, on one line. If a class is
   * used again after its initialization failed, the JVM throws an error that states only that the
   * class cannot be initialized. This error has a cause whose message quotes the original failure.
   * This method then returns the quoted failure.
   */
  private static String report(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    Matcher again = AGAIN.matcher(message == null ? "" : message);
    String typed =
        again.matches()
            ? again.group(1)
            : cause.getClass().getName() + (message == null ? "" : ": " + message);
    return PACKAGE.matcher(typed).replaceFirst("").replaceAll("\\s+", " ").trim();
  }

  private static String withoutType(String report) {
    int colon = report.indexOf(": ");
    String message = colon < 0 ? report : report.substring(colon + 2).trim();
    return message.length() <= MAX_REPORT ? message : message.substring(0, MAX_REPORT) + "…";
  }
}
