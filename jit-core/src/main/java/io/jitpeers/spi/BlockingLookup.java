package io.jitpeers.spi;

/** A lookup that waits for its answer, as one over JDBC does. Thread-safe. */
@FunctionalInterface
public interface BlockingLookup {

  /**
   * Asks for one peer and waits for the answer. Called on a thread where nothing else waits; that
   * thread is interrupted when the orchestrator gives the lookup up.
   *
   * @param query whom, and within which time
   * @return the answer
   * @throws LookupException if there is none, with the reason
   * @throws Exception for any other failure, which counts as {@link
   *     LookupException.Reason#UNAVAILABLE}
   */
  PeerLookup lookup(PeerQuery query) throws Exception;
}
