package io.jitpeers.internal.revalidation;

import io.jitpeers.internal.hotset.ResidentConfigs;
import io.jitpeers.internal.journal.ConfigPart;
import io.jitpeers.wireguard.PeerConfig;

/** Restores from the journal what was known about peers that were installed before a restart. */
final class Recall {
  private Recall() {}

  /**
   * Restores, after a restart, what is known about the config of an installed peer: looks up in the
   * journal which parts of it differ from the control plane's current config, and records these
   * parts in the hot set. Does nothing if the hot set already knows the installed config.
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
