package io.jitpeers.internal.revalidation;

import io.jitpeers.internal.hotset.ResidentConfigs;
import io.jitpeers.internal.journal.ConfigPart;
import io.jitpeers.wireguard.PeerConfig;

/** What is on the device from before a restart is known by the journal, if at all. */
final class Recall {
  private Recall() {}

  /** Recalls how the peer on the device differs from what the control plane says now. */
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
