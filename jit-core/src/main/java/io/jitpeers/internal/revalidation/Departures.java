package io.jitpeers.internal.revalidation;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.spi.PeerLookup;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Takes peers off the device that the control plane no longer wants there. Thread-safe. */
public interface Departures {

  /**
   * Removes a peer soon and forgets what is remembered of it; but not one that is on its way in
   * anew, for what the control plane answers to that may be newer.
   *
   * @param answer that there is no such peer, which is remembered instead; null if it did not say
   *     so, or perhaps no longer does
   * @return completes with whether the peer was resident; null if it is on its way in, and nothing
   *     was done
   */
  @Nullable CompletableFuture<Boolean> leave(
      Eviction eviction, PeerLookup.@Nullable NotFound answer);
}
