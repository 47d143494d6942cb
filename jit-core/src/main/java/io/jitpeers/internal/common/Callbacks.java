package io.jitpeers.internal.common;

import io.jitpeers.source.support.FailureLog;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Wraps callbacks of futures so that the exceptions of a callback are logged. A future would
 * discard these exceptions.
 */
public final class Callbacks {
  private Callbacks() {}

  /** Returns a callback that logs the exceptions of the given callback. */
  public static <T extends @Nullable Object> BiConsumer<T, @Nullable Throwable> logged(
      FailureLog failures, String what, BiConsumer<T, @Nullable Throwable> callback) {
    return (value, failure) -> {
      try {
        callback.accept(value, failure);
      } catch (RuntimeException | Error e) {
        failures.record(what, e);
      }
    };
  }

  /**
   * Like {@link #logged(FailureLog, String, BiConsumer)}, for a callback that receives only a
   * value.
   */
  public static <T extends @Nullable Object> Consumer<T> logged(
      FailureLog failures, String what, Consumer<T> callback) {
    return value -> {
      try {
        callback.accept(value);
      } catch (RuntimeException | Error e) {
        failures.record(what, e);
      }
    };
  }
}
