package io.jitpeers.internal.common;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.JitListener;
import io.jitpeers.event.Stage;
import io.jitpeers.event.StageObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners and observers. One that throws is logged and counted. Thread-safe. */
public final class Events {
  private static final Logger log = LoggerFactory.getLogger(Events.class);

  private final List<JitListener> listeners = new CopyOnWriteArrayList<>();
  private final List<StageObserver> observers = new CopyOnWriteArrayList<>();
  private final LongAdder failures = new LongAdder();

  public void addListener(JitListener listener) {
    listeners.add(listener);
  }

  public void addObserver(StageObserver observer) {
    observers.add(observer);
  }

  /** Tells every listener, on this thread. */
  public void publish(JitEvent event) {
    for (JitListener listener : listeners) {
      try {
        listener.onEvent(event);
      } catch (RuntimeException | Error e) {
        failures.increment();
        log.warn("a listener failed on {}", event, e);
      }
    }
  }

  /** Tells every observer how long a stage took, on this thread. */
  public void stageTook(Stage stage, long nanos) {
    for (StageObserver observer : observers) {
      try {
        observer.stageTook(stage, nanos);
      } catch (RuntimeException | Error e) {
        failures.increment();
        log.warn("a stage observer failed on {}", stage, e);
      }
    }
  }

  /** How often a listener or observer threw. */
  public long failures() {
    return failures.sum();
  }
}
