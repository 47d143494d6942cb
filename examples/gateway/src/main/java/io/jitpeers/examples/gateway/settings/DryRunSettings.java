package io.jitpeers.examples.gateway.settings;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What a dry run changes in settings, so that it can run beside a gateway. */
final class DryRunSettings {
  private static final String RECOVER = "eviction.recover-sessions";
  private static final String ACCEPT_LOSS = "eviction.accept-session-loss";

  private DryRunSettings() {}

  /**
   * Returns settings without what a gateway on the same machine has for itself. Sweeps select the
   * same peers as with the original settings.
   *
   * @param values settings for all interfaces or for one
   * @return a changed copy
   */
  static Map<String, String> of(Map<String, String> values) {
    Map<String, String> changed = new TreeMap<>(values);
    changed
        .keySet()
        .removeIf(
            isPart("state.directory")
                .or(isPart("replay-store"))
                // The other gateway would take what the dry run tells the fleet for a replay.
                .or(isPart("fleet"))
                // One process can read a group of the packet log, and nothing is recovered here.
                .or(isPart("transport-source"))
                .or(isPart("recovery")));
    String recovers = changed.remove(RECOVER);
    if (recovers != null && !recovers.strip().equals("false")) {
      // The other setting that permits a low floor. Nothing is evicted, so no session is lost.
      changed.put(ACCEPT_LOSS, recovers);
    }
    changed.remove("eviction.dry-run");
    return changed;
  }

  private static Predicate<String> isPart(String kind) {
    return key -> key.equals(kind) || key.startsWith(kind + ".");
  }
}
