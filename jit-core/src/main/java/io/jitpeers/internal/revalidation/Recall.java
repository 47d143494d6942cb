package io.jitpeers.internal.revalidation;

import io.jitpeers.internal.hotset.ResidentConfigs;
import io.jitpeers.internal.journal.ConfigPart;
import io.jitpeers.wireguard.PeerConfig;

/**
 * After a restart, restores what this gateway knew about its installed peers. Reads the journal.
 */
final class Recall {
  private Recall() {}

  /**
   * After a restart, restores what the hot set (the record of the installed peers) knew about a
   * peer's installed config. Compares the installed config, as recorded in the journal, with the
   * given config. Records in the hot set whether both configs have the same preshared key and
   * keepalive, and whether they have the same endpoint. Does nothing if the hot set already knows
   * the installed config, or if the journal has no entry for the peer.
   *
   * @param config the control plane's current config
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
