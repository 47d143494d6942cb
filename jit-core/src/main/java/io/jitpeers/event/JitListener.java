package io.jitpeers.event;

/**
 * Is told what happens. Called on the thread on which it happens (the writer's, a lookup's, a
 * sweep's), after the fact and outside of locks: by the time it runs, things may have moved on. A
 * packet is completed before its event comes. It may be called by several threads at the same time,
 * so it must be thread-safe. It returns quickly and does not block. What it throws is logged and
 * counted, and disturbs nothing.
 */
@FunctionalInterface
public interface JitListener {

  /**
   * Takes one event.
   *
   * @param event what happened
   */
  void onEvent(JitEvent event);
}
