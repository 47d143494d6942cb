package io.jitpeers.event;

import java.time.Instant;

/**
 * Is told what happens. Called on a thread that listeners and observers have for themselves, one
 * event after the other in the order in which they happened, after the fact and outside of locks:
 * by the time it runs, things may have moved on. A packet is completed before its event comes. It
 * may call the orchestrator and wait for what that returns.
 *
 * <p>Nothing of the gateway waits for it, but the other listeners do: events that come meanwhile
 * wait in a queue ({@code events.queue-capacity}), and are dropped and counted when that is full. A
 * call that takes longer than {@code watchdog.slow-call} is named in a warning, and one that does
 * not return within {@code watchdog.patience} is logged with its stack. What it throws is logged,
 * at most every 10 s, and counted.
 *
 * <p>With {@link io.jitpeers.options.EventOptions#inline} it is called on the thread on which it
 * happens, perhaps by several at the same time, and must not block.
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
   * Takes one event, with the time when it happened, which may be a while ago: events wait for
   * listeners that are slow. This is what the orchestrator calls; it calls {@link
   * #onEvent(JitEvent)} unless it is overridden.
   *
   * @param event what happened
   * @param at when, by the orchestrator's wall clock
   */
  default void onEvent(JitEvent event, Instant at) {
    onEvent(event);
  }
}
