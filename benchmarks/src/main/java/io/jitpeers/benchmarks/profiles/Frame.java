package io.jitpeers.benchmarks.profiles;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A frame of a stack.
 *
 * @param kind whose code it is
 * @param owner the package of a method of Java, or the library of a native function; may be empty
 * @param name the method with its class but without its package, or the function
 */
record Frame(Kind kind, String owner, String name) {
  /** Whose code a frame is. */
  enum Kind {
    /** A method of Java. */
    JAVA,
    /** A native function of the JVM or of another library. */
    NATIVE,
    /** A function of the kernel. */
    KERNEL,
    /** The type of an allocated object. */
    TYPE
  }

  private static final Pattern SUFFIX = Pattern.compile("_\\[([0-9a-z])]$");
  private static final Pattern LIBRARY = Pattern.compile("^([^`/]*)`(.*)$");

  /**
   * The generated part of a name, which is different in each run. Such a part is in the names of
   * lambda classes and of JNA's temporary library.
   */
  private static final Pattern GENERATED =
      Pattern.compile("(?<=Lambda|LambdaForm\\$[A-Z]{2,3})[$.+/]?[0-9a-fx/]*|(?<=jna)\\d+");

  /**
   * The parts of a path that do not belong to the library's own name: the folders, the mark {@code
   * (deleted)}, and, in the name of a temporary copy of the library, a long number, together with
   * the name of the platform if that stands before the number.
   */
  private static final Pattern COPY =
      Pattern.compile("^.*/|(-linux-[a-z0-9_]*?)?\\d{8,}| \\(deleted\\)$");

  /** Reads a frame as the profiler writes it, with a suffix for its kind. */
  static Frame parse(String text) {
    Matcher suffix = SUFFIX.matcher(text);
    if (!suffix.find()) {
      return ofNative(text);
    }
    String name = text.substring(0, suffix.start());
    return suffix.group(1).equals("k") ? new Frame(Kind.KERNEL, "", kernel(name)) : ofJava(name);
  }

  /** Reads the last frame of an allocation's stack, which is the type of the allocated object. */
  static Frame parseType(String text) {
    return new Frame(Kind.TYPE, "", SUFFIX.matcher(text).replaceFirst("").replace('/', '.'));
  }

  private static Frame ofNative(String text) {
    Matcher library = LIBRARY.matcher(text);
    if (library.matches()) {
      return new Frame(
          Kind.NATIVE, GENERATED.matcher(library.group(1)).replaceAll(""), library.group(2));
    }
    return new Frame(
        Kind.NATIVE, "", text.startsWith("/") ? COPY.matcher(text).replaceAll("") : text);
  }

  private static Frame ofJava(String text) {
    String name = GENERATED.matcher(text).replaceAll("");
    int end = name.lastIndexOf('/');
    return end < 0
        ? new Frame(Kind.JAVA, "", name)
        : new Frame(Kind.JAVA, name.substring(0, end).replace('/', '.'), name.substring(end + 1));
  }

  private static String kernel(String text) {
    Matcher library = LIBRARY.matcher(text);
    return library.matches() ? library.group(2) : text;
  }

  /**
   * Returns the owner and the name, separated by a dot if the frame is a method of Java, and by a
   * space if it is not. Returns only the name if the owner is empty.
   */
  String fullName() {
    return owner.isEmpty() ? name : owner + (kind == Kind.JAVA ? "." : " ") + name;
  }
}
