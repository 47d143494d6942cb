package io.jitpeers.http.internal.events;

import java.util.List;

/** Receives the contents of an event stream. Never called concurrently. */
public interface EventHandler {

  /**
   * Called at the end of an event.
   *
   * @param type the event's type; {@code message} if the event names none
   * @param data the event's data lines; empty for an event that only moves the position
   * @param lastId the position after the event: the value of the latest {@code id} field so far, or
   *     an empty text
   */
  void event(String type, List<String> data, String lastId);

  /**
   * Called when the server sets the reconnection time.
   *
   * @param millis the time in milliseconds, not negative
   */
  void retry(long millis);

  /**
   * Called when a line is ignored: it has no known field, is too long, or exceeds the limits of an
   * event.
   */
  void ignored();
}
