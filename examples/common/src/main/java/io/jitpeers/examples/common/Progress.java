package io.jitpeers.examples.common;

import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows the progress of a long command on standard error. On a terminal, it rewrites one line a few
 * times a second. Elsewhere it prints a line every ten seconds, so that logs stay short; a command
 * that ends sooner prints no line. Thread-safe; calls block while standard error blocks.
 */
public final class Progress implements AutoCloseable {
  private static final long ON_TERMINAL = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long IN_LOG = TimeUnit.SECONDS.toNanos(10);
  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int MINUTE = 60;
  private static final int PERCENT = 100;

  /**
   * Control characters that move the cursor to the beginning of the line and erase the line
   * (ECMA-48's EL).
   */
  private static final String REWRITE = "\r\u001b[K";

  private final String what;
  private final PrintWriter err;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private final long start;
  private long shown;
  private boolean onLine;

  Progress(String what, PrintWriter err, boolean terminal, LongSupplier nanoTime) {
    this.what = what;
    this.err = err;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    start = nanoTime.getAsLong();
    shown = start;
  }

  /**
   * Starts to measure the progress of a command.
   *
   * @param what the units that are counted, such as {@code peers read}
   * @param err standard error
   * @return a new progress, which the caller closes
   */
  public static Progress of(String what, PrintWriter err) {
    return new Progress(what, err, isTerminal(System.console()), System::nanoTime);
  }

  /**
   * Returns whether a console is a terminal. Since JDK 22 a console can exist without a terminal,
   * and {@code Console.isTerminal} tells the difference.
   */
  static boolean isTerminal(@Nullable Console console) {
    if (console == null) {
      return false;
    }
    try {
      Method method = Console.class.getMethod("isTerminal");
      return (boolean) method.invoke(console);
    } catch (NoSuchMethodException e) {
      return true; // An older JDK, where only a terminal has a console.
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("the JVM cannot tell whether there is a terminal", e);
    }
  }

  /**
   * Shows how much is done. Does nothing if progress was shown less than 200 ms ago on a terminal,
   * or less than 10 s ago elsewhere.
   *
   * @param done the number of units that are done
   * @param total the number of all units, or 0 if the number is not known
   */
  public synchronized void at(long done, long total) {
    long now = nanoTime.getAsLong();
    if (now - shown < (terminal ? ON_TERMINAL : IN_LOG)) {
      return;
    }
    shown = now;
    String text = text(done, total, (now - start) / SECOND);
    if (terminal) {
      err.print(REWRITE + text);
      onLine = true;
    } else {
      err.println(text);
    }
    err.flush();
  }

  private String text(long done, long total, double seconds) {
    if (total <= 0) {
      return String.format(Locale.ROOT, "%,d %s, %,.0f a second", done, what, done / seconds);
    }
    String left = done == 0 ? "" : ", about " + duration(seconds * (total - done) / done) + " left";
    return String.format(
        Locale.ROOT, "%,d of %,d %s (%d %%)%s", done, total, what, PERCENT * done / total, left);
  }

  private static String duration(double seconds) {
    return seconds < MINUTE ? Math.round(seconds) + " s" : Math.round(seconds / MINUTE) + " min";
  }

  /** Removes the progress line from the terminal, before something else is printed there. */
  public synchronized void clear() {
    if (onLine) {
      err.print(REWRITE);
      err.flush();
      onLine = false;
    }
  }

  /** Removes the progress line from the terminal. */
  @Override
  public void close() {
    clear();
  }
}
