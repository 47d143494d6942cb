package io.jitpeers.examples.gateway.check;

import io.jitpeers.examples.gateway.settings.ForwardedPorts;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * Checks whether a capture watches the ports that the firewall forwards to interfaces. A capture
 * sees packets before their ports are translated. If it watched only the listen port, it would miss
 * clients that send to a forwarded port.
 */
final class ForwardCheck {
  private static final String SETTING = "packet-source.pcap.forwarded-ports";
  private static final String HELP = "; docs/pcap.md tells about forwarded ports";

  private final FirewallProgram firewall;
  private final ForwardedPorts forwarded;
  private final boolean several;

  /**
   * Creates a check.
   *
   * @param firewall the firewall of the capture's network namespace
   * @param forwarded the forwarded ports in the settings
   * @param several whether the gateway has several interfaces
   */
  ForwardCheck(FirewallProgram firewall, ForwardedPorts forwarded, boolean several) {
    this.firewall = firewall;
    this.forwarded = forwarded;
    this.several = several;
  }

  /**
   * Checks, for each interface, whether the settings name the ports that the firewall forwards to
   * the interface's listen port.
   */
  void check(Map<String, Integer> listenPorts, Findings findings) {
    String ruleset;
    try {
      ruleset = firewall.run("nft", "-j", "list", "ruleset");
      for (Map.Entry<String, Integer> entry : listenPorts.entrySet()) {
        PortForwards.Found found = PortForwards.to(entry.getValue(), ruleset);
        check(entry.getKey(), entry.getValue(), found, findings);
      }
    } catch (IOException e) {
      findings.warn(
          "whether the firewall forwards other ports to "
              + String.join(", ", listenPorts.keySet())
              + " cannot be told: "
              + Checks.sentence(e)
              + HELP);
    }
  }

  private void check(String name, int port, PortForwards.Found found, Findings findings) {
    Set<Integer> declared = forwarded.of(name);
    PortMatch missing = found.ports().without(declared);
    PortMatch unclear = found.maybe().without(declared);
    String setting = (several ? "interface." + name + "." : "") + SETTING;
    if (!missing.isEmpty()) {
      findings.fail(
          "a firewall rule forwards the UDP ports "
              + missing
              + " to port "
              + port
              + " of "
              + name
              + ", but a capture sees packets before that: clients of those ports would be missed;"
              + " set "
              + setting
              + "="
              + found.ports()
              + HELP);
    }
    if (!unclear.isEmpty()) {
      findings.warn(
          "a firewall rule translates the UDP ports "
              + unclear
              + ", and nft does not tell to what; add those that lead to port "
              + port
              + " of "
              + name
              + " to "
              + setting
              + HELP);
    }
    boolean sure = found.ports().sure() && found.maybe().isEmpty();
    unused(name, port, found.ports(), sure, findings);
    if (missing.isEmpty() && unclear.isEmpty()) {
      findings.ok("the capture watches what the firewall forwards to port " + port + " of " + name);
    }
  }

  private void unused(String name, int port, PortMatch found, boolean sure, Findings findings) {
    for (int declared : forwarded.of(name)) {
      if (!found.contains(declared) && sure && !firewall.mayHaveLegacyTables()) {
        findings.warn(
            SETTING
                + " names "
                + declared
                + ", but no firewall rule forwards it to port "
                + port
                + " of "
                + name
                + HELP);
        return;
      }
    }
  }
}
