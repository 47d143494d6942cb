package io.jitpeers.spi;

/**
 * Looks up peers' configs and blocks until the answer arrives, for example over JDBC. Thread-safe.
 */
@FunctionalInterface
public interface BlockingLookup {

  /**
   * Looks up one peer and blocks until the answer arrives. Runs on a thread that does no other work
   * during this call. The orchestrator interrupts that thread when it abandons the lookup.
   *
   * @param query the peer's key, the time limit and further details
   * @return the answer
   * @throws LookupException if there is no usable answer; {@link LookupException#reason()} says why
   * @throws Exception for any other failure, which is treated as {@link
   *     LookupException.Reason#UNAVAILABLE}
   */
  PeerLookup lookup(PeerQuery query) throws Exception;
}
