package io.jitpeers.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of a listing, in which a {@link PeerStore} passes a device's peers to a consumer.
 * Immutable and thread-safe.
 */
public final class ListingResult {
  private final int peers;
  private final boolean complete;

  private ListingResult(int peers, boolean complete) {
    this.peers = peers;
    this.complete = complete;
  }

  /**
   * Creates a listing result. Later versions may add fields, which this method will set to their
   * defaults.
   *
   * @param peers the number of peers passed to the consumer; if the listing was repeated, the
   *     number of peers in the last repetition
   * @param complete false if the device changed during the listing or the listing ended early; a
   *     peer that was not passed may then still exist
   * @return an immutable result
   */
  public static ListingResult of(int peers, boolean complete) {
    return new ListingResult(peers, complete);
  }

  /**
   * {@return the number of peers passed to the consumer; if the listing was repeated, the number of
   * peers in the last repetition}
   */
  public int peers() {
    return peers;
  }

  /**
   * {@return whether the listing is complete; false if peers may be missing, because the device
   * changed during the listing or the listing ended early}
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
