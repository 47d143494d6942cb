package io.jitpeers.http.internal.events;

import java.util.List;

/** Is told what an event stream holds. Not called by two threads at a time. */
public interface EventHandler {

  /**
   * An event ended.
   *
   * @param type its type, {@code message} if it named none
   * @param data its data lines; empty for an event that only moves the position
   * @param lastId the position after it: the newest {@code id} field so far, or an empty text
   */
  void event(String type, List<String> data, String lastId);

  /**
   * The server wants another time between connections.
   *
   * @param millis the time, not negative
   */
  void retry(long millis);

  /**
   * A line was ignored: it has no known field, is too long, or is beyond what an event may hold.
   */
  void ignored();
}
