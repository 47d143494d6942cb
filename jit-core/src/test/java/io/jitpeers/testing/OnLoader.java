package io.jitpeers.testing;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Runs code with another context class loader on the thread. */
public final class OnLoader {
  private OnLoader() {}

  /** Calls with a context class loader, which may be null, and puts the one of before back. */
  public static <T> T call(@Nullable ClassLoader context, Callable<T> call) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(context);
    try {
      return call.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
