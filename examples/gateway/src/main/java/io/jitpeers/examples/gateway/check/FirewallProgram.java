package io.jitpeers.examples.gateway.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Programs that tell of a network namespace's firewall.
 *
 * @param machine where they are
 * @param namespace the namespace's name or path, or empty for the process's own
 */
record FirewallProgram(Machine machine, String namespace) {

  /** Runs a program in the namespace, for what it prints. */
  String run(String... command) throws IOException {
    List<String> all = new ArrayList<>();
    if (!namespace.isEmpty()) {
      String path = namespace.contains("/") ? namespace : "/run/netns/" + namespace;
      all.addAll(List.of("nsenter", "--net=" + path));
    }
    all.addAll(List.of(command));
    return machine.run(all);
  }

  /** Whether iptables may have tables that nft does not know of; only root may look. */
  boolean mayHaveLegacyTables() {
    return Stream.of("ip_tables_names", "ip6_tables_names")
        .anyMatch(
            file -> {
              try {
                String path = "/proc/net/" + file;
                return !run("sh", "-c", "[ ! -e " + path + " ] || cat " + path).isBlank();
              } catch (IOException e) {
                // Told of by the caller: whether there is a rule cannot be known then.
                return true;
              }
            });
  }
}
