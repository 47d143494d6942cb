package io.jitpeers.internal.trace;

import io.jitpeers.time.Scheduler;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A lookup that waits for the header fields that the tracer adds to the lookup's request. Usually
 * begins as soon as the tracer has returned the header fields. If the tracer takes too long, the
 * lookup begins without them. Never begins twice. Thread-safe.
 */
final class TracedLookup {
  private final Consumer<Map<String, String>> ask;
  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile Scheduler.@Nullable Cancellable timer;
  private volatile @Nullable Map<String, String> fields;

  TracedLookup(Consumer<Map<String, String>> ask) {
    this.ask = ask;
  }

  /** Sets the header fields. The lookup does not begin yet. */
  void fields(Map<String, String> value) {
    fields = value;
  }

  /**
   * Begins the lookup, unless it has already begun. If header fields were set, the lookup begins
   * with them.
   */
  void begin() {
    begin(() -> {});
  }

  private void begin(Runnable first) {
    if (asked.compareAndSet(false, true)) {
      cancel(timer);
      first.run();
      Map<String, String> known = fields;
      ask.accept(known == null ? Map.of() : known);
    }
  }

  /**
   * Begins the lookup when a timer expires, unless the lookup has begun before.
   *
   * @param late called just before the lookup begins, if the timer begins it
   */
  void beginAtLatest(Function<Runnable, Scheduler.Cancellable> timers, Runnable late) {
    if (asked.get()) {
      return;
    }
    Scheduler.Cancellable set = timers.apply(() -> begin(late));
    timer = set;
    if (asked.get()) {
      set.cancel();
    }
  }

  private static void cancel(Scheduler.@Nullable Cancellable which) {
    if (which != null) {
      which.cancel();
    }
  }
}
