package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.lookup.ConfigCheck;
import io.jitpeers.wireguard.PeerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a peer may be installed with the config that was found for it. A flight is the
 * attempt to install a peer. Thread-safe.
 */
final class FoundConfigs {
  private final ConfigCheck configCheck;
  private final PendingPeers pendingPeers;
  private final ConfigSearch search;

  /** The outcome of a refused flight, and the reason for the refusal. */
  record Verdict(Outcome outcome, String reason) {}

  FoundConfigs(ConfigCheck configCheck, PendingPeers pendingPeers, ConfigSearch search) {
    this.configCheck = configCheck;
    this.pendingPeers = pendingPeers;
    this.search = search;
  }

  /**
   * Returns the reason for a refusal; null if the config is accepted. For an accepted peer, a place
   * among the resident peers is reserved until its flight ends.
   */
  @Nullable Verdict refused(PendingPeer flight, PeerConfig config) {
    String violation = configCheck.violation(flight.key, config);
    if (violation != null) {
      return new Verdict(Outcome.CONFIG_REFUSED, violation);
    }
    if (search.isExpired(config)) {
      return new Verdict(
          Outcome.EXPIRED, "the config expired at " + config.expiresAt().orElseThrow());
    }
    return pendingPeers.takesPlace(flight)
        ? null
        : new Verdict(Outcome.AT_CAPACITY, "the limit of resident peers is reached");
  }
}
