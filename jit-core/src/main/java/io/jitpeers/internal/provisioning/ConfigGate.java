package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.lookup.ConfigCheck;
import io.jitpeers.wireguard.PeerConfig;
import org.jspecify.annotations.Nullable;

/** Whether a config that was found may be installed. Thread-safe. */
final class ConfigGate {
  private final ConfigCheck check;
  private final ConfigSearch search;
  private final PendingPeers pendingPeers;

  /** Why one may not. */
  record Refusal(Outcome outcome, String reason) {}

  ConfigGate(ConfigCheck check, ConfigSearch search, PendingPeers pendingPeers) {
    this.check = check;
    this.search = search;
    this.pendingPeers = pendingPeers;
  }

  /** Takes room on the device for a peer that may be installed; else says why it may not. */
  @Nullable Refusal refusal(PendingPeer flight, PeerConfig config) {
    String violation = check.violation(flight.key, config);
    if (violation != null) {
      return new Refusal(Outcome.CONFIG_REFUSED, violation);
    }
    if (search.isExpired(config)) {
      return new Refusal(
          Outcome.EXPIRED, "the config expired at " + config.expiresAt().orElseThrow());
    }
    return pendingPeers.takesRoom(flight)
        ? null
        : new Refusal(Outcome.AT_CAPACITY, "as many peers are resident as may be");
  }
}
