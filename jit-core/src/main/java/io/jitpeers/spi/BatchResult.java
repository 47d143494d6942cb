package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;
import java.util.Map;

/**
 * What became of each peer of a batch. A peer without a failure was installed or removed whole; one
 * whose installation failed is as it was before or not there at all, and never there in part.
 * Immutable and thread-safe.
 *
 * @param failures the peers that failed, each with its reason
 */
public record BatchResult(Map<PublicKey, StoreException> failures) {
  /** Every peer of the batch succeeded. */
  public static final BatchResult SUCCESS = new BatchResult(Map.of());

  /**
   * Copies the map.
   *
   * @param failures as in the record
   */
  public BatchResult {
    failures = Map.copyOf(failures);
  }
}
