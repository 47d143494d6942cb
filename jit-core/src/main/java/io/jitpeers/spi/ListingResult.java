package io.jitpeers.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a listing ended. Immutable and thread-safe. */
public final class ListingResult {
  private final int peers;
  private final boolean complete;

  private ListingResult(int peers, boolean complete) {
    this.peers = peers;
    this.complete = complete;
  }

  /**
   * Returns such a value. What may be added later has a default then.
   *
   * @param peers how many peers were given to the consumer
   * @param complete false if the device changed while it was listed or the listing ended early, so
   *     that a peer that was not given may be there all the same
   * @return an immutable value
   */
  public static ListingResult of(int peers, boolean complete) {
    return new ListingResult(peers, complete);
  }

  /** {@return the number of peers that were given to the consumer} */
  public int peers() {
    return peers;
  }

  /**
   * {@return whether the listing is complete; false if the device changed meanwhile or the listing
   * ended early, so that it may lack peers}
   */
  public boolean complete() {
    return complete;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ListingResult that && peers == that.peers && complete == that.complete;
  }

  @Override
  public int hashCode() {
    return Objects.hash(peers, complete);
  }

  @Override
  public String toString() {
    return "ListingResult[" + peers + (complete ? " peers]" : " peers, not complete]");
  }
}
