package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of each peer of a batch. A peer without a failure was installed or removed whole; one
 * whose installation failed is as it was before or not there at all, and never there in part.
 * Immutable and thread-safe.
 */
public final class BatchResult {
  /** Every peer of the batch succeeded. */
  public static final BatchResult SUCCESS = new BatchResult(Map.of());

  private final Map<PublicKey, StoreException> failures;

  private BatchResult(Map<PublicKey, StoreException> failures) {
    this.failures = Map.copyOf(failures);
  }

  /**
   * Returns such a value. What may be added later has a default then.
   *
   * @param failures the peers that failed, each with its reason
   * @return an immutable value
   */
  public static BatchResult of(Map<PublicKey, StoreException> failures) {
    return new BatchResult(failures);
  }

  /** {@return the peers that failed, each with its reason} */
  public Map<PublicKey, StoreException> failures() {
    return failures;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BatchResult that && failures.equals(that.failures);
  }

  @Override
  public int hashCode() {
    return Objects.hash(failures);
  }

  @Override
  public String toString() {
    return "BatchResult[failures=" + failures + "]";
  }
}
