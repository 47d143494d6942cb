package io.jitpeers.http.internal.events;

import java.util.List;

/** Receives the contents of an event stream (Server-Sent Events). Never called concurrently. */
public interface EventHandler {

  /**
   * Called at the end of an event.
   *
   * @param type the event's type; {@code message} if the event names none
   * @param data the event's data lines; empty for an event without data
   * @param lastId the value of the latest {@code id} field of the stream. Before the first {@code
   *     id} field, the id that was sent in the request for the stream; may be empty
   */
  void event(String type, List<String> data, String lastId);

  /**
   * Called when the server sets the reconnection time.
   *
   * @param millis the time in milliseconds, not negative
   */
  void retry(long millis);

  /**
   * Called when a line is ignored. Reasons are an unknown field, an invalid value, a line that is
   * too long, or too much data in one event.
   */
  void ignored();
}
