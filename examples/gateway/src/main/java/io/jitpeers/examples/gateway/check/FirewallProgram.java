package io.jitpeers.examples.gateway.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs programs that show the firewall of a network namespace.
 *
 * @param machine the machine that they run on
 * @param namespace the namespace's name or path; empty for the namespace of this process
 */
record FirewallProgram(Machine machine, String namespace) {

  /** Runs a program in the namespace and returns its output. */
  String run(String... command) throws IOException {
    List<String> all = new ArrayList<>();
    if (!namespace.isEmpty()) {
      String path = namespace.contains("/") ? namespace : "/run/netns/" + namespace;
      all.addAll(List.of("nsenter", "--net=" + path));
    }
    all.addAll(List.of(command));
    return machine.run(all);
  }

  /**
   * Returns whether iptables may have tables that nft does not show. Returns true, too, if the
   * kernel's list of these tables cannot be read. Only root may read the list.
   */
  boolean mayHaveLegacyTables() {
    return Stream.of("ip_tables_names", "ip6_tables_names")
        .anyMatch(
            file -> {
              try {
                String path = "/proc/net/" + file;
                return !run("sh", "-c", "[ ! -e " + path + " ] || cat " + path).isBlank();
              } catch (IOException e) {
                // The caller reports that it is unknown whether there is a rule.
                return true;
              }
            });
  }
}
