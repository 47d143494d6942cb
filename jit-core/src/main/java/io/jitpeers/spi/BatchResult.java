package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of installing, updating or removing a batch of peers in a {@link PeerStore}. A peer
 * without a failure was installed, updated or removed completely. A peer whose installation or
 * update failed is unchanged or absent, never partly changed. Immutable and thread-safe.
 */
public final class BatchResult {
  /** The result of a batch in which no peer failed. */
  public static final BatchResult SUCCESS = new BatchResult(Map.of());

  private final Map<PublicKey, StoreException> failures;

  private BatchResult(Map<PublicKey, StoreException> failures) {
    this.failures = Map.copyOf(failures);
  }

  /**
   * Creates a batch result. Later versions may add fields, which this method will set to their
   * defaults.
   *
   * @param failures the peers that failed, with the reason for each
   * @return an immutable result
   */
  public static BatchResult of(Map<PublicKey, StoreException> failures) {
    return new BatchResult(failures);
  }

  /** {@return the peers that failed, with the reason for each} */
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
