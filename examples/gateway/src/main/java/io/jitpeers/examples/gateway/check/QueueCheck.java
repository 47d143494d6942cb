package io.jitpeers.examples.gateway.check;

import java.io.IOException;

/**
 * Checks whether a firewall rule passes packets to an NFQUEUE. Without such a rule, a gateway runs
 * but receives no packets.
 */
final class QueueCheck {
  private static final String HELP = "; docs/nfqueue.md has the rule";

  private final FirewallProgram firewall;
  private final String queue;

  /**
   * Creates a check.
   *
   * @param firewall the firewall of the queue's network namespace
   * @param queue the queue's number
   */
  QueueCheck(FirewallProgram firewall, String queue) {
    this.firewall = firewall;
    this.queue = queue;
  }

  void check(Findings findings) {
    FirewallRules rules;
    try {
      rules =
          FirewallRules.of(
              firewall.run("nft", "-j", "-t", "list", "ruleset"), Integer.parseInt(queue));
    } catch (NumberFormatException e) {
      return; // The check of the packet source has already reported it.
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
    } else if (rules.ofIptables() || firewall.mayHaveLegacyTables()) {
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
}
