package io.jitpeers.event;

import java.time.Instant;

/**
 * Receives an orchestrator's events. Called on a thread that only listeners and observers use, one
 * event at a time, in the order in which they happened. It is called afterwards and outside of
 * locks, so the state may have changed since. A packet is completed before its event is delivered.
 * A listener may call the orchestrator and wait for what that returns.
 *
 * <p>The gateway does not wait for a listener, but the other listeners do: later events wait in a
 * queue ({@code events.queue-capacity}), and are dropped and counted when it is full. A call that
 * takes longer than {@code watchdog.slow-call} is logged as a warning, and one that does not return
 * within {@code watchdog.patience} is logged with its stack. Exceptions are logged, at most every
 * 10 s, and counted.
 *
 * <p>With {@link io.jitpeers.options.EventOptions#inline} it is called on the thread where the
 * event happens, possibly on several threads at the same time, and must not block.
 */
@FunctionalInterface
public interface JitListener {

  /**
   * Takes one event.
   *
   * @param event what happened
   */
  void onEvent(JitEvent event);

  /**
   * Takes one event with the time when it happened, which may be a while ago if listeners are slow.
   * This is the method that the orchestrator calls. Calls {@link #onEvent(JitEvent)} unless
   * overridden.
   *
   * @param event what happened
   * @param at when, by the orchestrator's wall clock
   */
  default void onEvent(JitEvent event, Instant at) {
    onEvent(event);
  }
}
