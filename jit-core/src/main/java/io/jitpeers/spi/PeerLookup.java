package io.jitpeers.spi;

import io.jitpeers.wireguard.PeerConfig;
import java.time.Duration;
import java.util.Objects;

/** A control plane's answer. Immutable and thread-safe. */
public sealed interface PeerLookup {

  /**
   * The peer exists.
   *
   * @param config what it should be
   * @param freshness how long this may be used without asking again
   */
  record Found(PeerConfig config, Freshness freshness) implements PeerLookup {
    /**
     * Refuses nulls.
     *
     * @param config as in the record
     * @param freshness as in the record
     */
    public Found {
      Objects.requireNonNull(config, "config");
      Objects.requireNonNull(freshness, "freshness");
    }
  }

  /**
   * The control plane knows no such peer.
   *
   * @param negativeTtl how long to believe that without asking again; zero for not at all
   */
  record NotFound(Duration negativeTtl) implements PeerLookup {
    /**
     * Refuses a negative duration.
     *
     * @param negativeTtl as in the record
     */
    public NotFound {
      if (negativeTtl.isNegative()) {
        throw new IllegalArgumentException("negativeTtl cannot be negative: " + negativeTtl);
      }
    }
  }
}
