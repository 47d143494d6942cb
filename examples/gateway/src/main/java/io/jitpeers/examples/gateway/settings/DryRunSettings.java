package io.jitpeers.examples.gateway.settings;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Changes a gateway's settings for a dry run of eviction. The dry run can then run beside the
 * gateway.
 */
final class DryRunSettings {
  private static final String RECOVER = "eviction.recover-sessions";
  private static final String ACCEPT_LOSS = "eviction.accept-session-loss";

  private DryRunSettings() {}

  /**
   * Returns settings for a dry run of eviction. They omit the parts that the dry run cannot share
   * with a gateway that runs on the same machine. Eviction sweeps select the same peers as with the
   * original settings.
   *
   * @param values the settings for all interfaces, or those for one interface
   * @return a changed copy
   */
  static Map<String, String> of(Map<String, String> values) {
    Map<String, String> changed = new TreeMap<>(values);
    changed
        .keySet()
        .removeIf(
            isPart("state.directory")
                .or(isPart("replay-store"))
                // If the dry run reported an initiation to the fleet, the gateway would refuse it
                // as a replay.
                .or(isPart("fleet"))
                // Only one process can read a group of the packet log, and a dry run recovers
                // nothing.
                .or(isPart("transport-source"))
                .or(isPart("recovery")));
    String recovers = changed.remove(RECOVER);
    if (recovers != null && !recovers.strip().equals("false")) {
      // Like the removed setting, this one permits evicting peers with young sessions (a low
      // lossless floor). A dry run evicts nothing, so no session is lost.
      changed.put(ACCEPT_LOSS, recovers);
    }
    changed.remove("eviction.dry-run");
    return changed;
  }

  private static Predicate<String> isPart(String kind) {
    return key -> key.equals(kind) || key.startsWith(kind + ".");
  }
}
