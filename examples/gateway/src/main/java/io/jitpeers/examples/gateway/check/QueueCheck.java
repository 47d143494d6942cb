package io.jitpeers.examples.gateway.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether a firewall rule feeds an NFQUEUE: without one, a gateway runs and sees nobody. */
final class QueueCheck {
  private static final String HELP = "; docs/nfqueue.md has the rule";

  private final Machine machine;
  private final String queue;
  private final String namespace;

  /**
   * Creates a check.
   *
   * @param queue the number
   * @param namespace its network namespace's name or path, or empty for the process's own
   */
  QueueCheck(Machine machine, String queue, String namespace) {
    this.machine = machine;
    this.queue = queue;
    this.namespace = namespace;
  }

  void check(Findings findings) {
    FirewallRules rules;
    try {
      rules = FirewallRules.of(run("nft", "-j", "-t", "list", "ruleset"), Integer.parseInt(queue));
    } catch (NumberFormatException e) {
      return; // It was told with the packet source.
    } catch (IOException e) {
      findings.warn(
          "whether a firewall rule feeds the queue "
              + queue
              + " cannot be told: "
              + Checks.sentence(e)
              + HELP);
      return;
    }
    if (rules.feeds()) {
      fed(rules, findings);
    } else if (rules.ofIptables() || mayHaveLegacyTables()) {
      findings.warn(
          "no rule of nftables feeds the queue "
              + queue
              + "; whether one of iptables does cannot be told"
              + HELP);
    } else {
      findings.fail(
          "no firewall rule feeds the queue " + queue + ", so no client would be seen" + HELP);
    }
  }

  private void fed(FirewallRules rules, Findings findings) {
    findings.ok("a firewall rule feeds the queue " + queue);
    if (!rules.bypasses()) {
      findings.warn(
          "a rule for the queue "
              + queue
              + " has no \"flags bypass\": while the gateway is down, nobody gets in");
    }
  }

  /** Whether iptables may have tables that nft does not know of; only root may look. */
  private boolean mayHaveLegacyTables() {
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

  private String run(String... command) throws IOException {
    List<String> all = new ArrayList<>();
    if (!namespace.isEmpty()) {
      String path = namespace.contains("/") ? namespace : "/run/netns/" + namespace;
      all.addAll(List.of("nsenter", "--net=" + path));
    }
    all.addAll(List.of(command));
    return machine.run(all);
  }
}
