package io.jitpeers.event;

import java.time.Instant;

/**
 * Receives an orchestrator's events. A separate thread calls the listeners, one event at a time, in
 * the order in which the events happened. The same thread calls the {@linkplain StageObserver
 * observers of stage times}. No lock is held during a call. A call comes some time after its event,
 * so the orchestrator's state may have changed since. If an event was caused by a packet, the
 * packet's source receives the packet's outcome before the event is delivered. A listener may call
 * the orchestrator and wait for the result.
 *
 * <p>The gateway does not wait for a listener. During a call of one listener, however, the other
 * listeners wait. Later events wait in a queue ({@code events.queue-capacity}). If the queue is
 * full, new events are dropped and counted. A call that takes longer than {@code
 * watchdog.slow-call} is logged as a warning. A call that does not return within {@code
 * watchdog.patience} is logged with its stack trace. Exceptions from listeners are counted, and are
 * logged at most every 10 s.
 *
 * <p>With {@link io.jitpeers.options.EventOptions#inline}, a listener is called on the thread where
 * the event happens. The listener may then be called on several threads at the same time, and must
 * not block.
 */
@FunctionalInterface
public interface JitListener {

  /**
   * Receives one event.
   *
   * @param event the event
   */
  void onEvent(JitEvent event);

  /**
   * Receives one event with the time at which it happened. If listeners are slow, this time may be
   * long past. The orchestrator calls this method. The default implementation calls {@link
   * #onEvent(JitEvent)}.
   *
   * @param event the event
   * @param at when the event happened, by the orchestrator's wall clock
   */
  default void onEvent(JitEvent event, Instant at) {
    onEvent(event);
  }
}
