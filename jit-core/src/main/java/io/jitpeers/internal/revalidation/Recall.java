package io.jitpeers.internal.revalidation;

import io.jitpeers.internal.hotset.ResidentConfigs;
import io.jitpeers.internal.journal.ConfigPart;
import io.jitpeers.wireguard.PeerConfig;

/** Restores from the journal what was known about peers that were installed before a restart. */
final class Recall {
  private Recall() {}

  /**
   * Looks up in the journal how an installed peer differs from the control plane's current config,
   * and records the difference. Does nothing if the installed config is known.
   */
  static void ofTheDevice(RevalidationParts parts, PeerConfig config) {
    ResidentConfigs configs = parts.hotSet().configs();
    if (configs.isUnknown(config.publicKey())) {
      parts
          .journal()
          .find(config.publicKey())
          .map(entry -> entry.differences(config))
          .ifPresent(
              differences ->
                  configs.recalled(
                      config,
                      !differences.contains(ConfigPart.PRESHARED_KEY)
                          && !differences.contains(ConfigPart.PERSISTENT_KEEPALIVE),
                      !differences.contains(ConfigPart.ENDPOINT)));
    }
  }
}
