package io.jitpeers.kerneltests.gateway.forwards;

import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Site;
import io.jitpeers.kerneltests.support.NetNamespace;

/**
 * Firewall rules: those of the gateway that forward a port, and those of clients that accept only
 * answers from the address they sent to.
 */
final class Forwarding {
  private Forwarding() {}

  /**
   * Makes a gateway forward UDP ports for packets from a site, in both families, and removes
   * earlier forwards.
   *
   * @param statement such as {@code redirect}
   */
  static void set(Site site, NetNamespace gateway, String ports, String statement, int to) {
    gateway
        .commands()
        .reading(
            """
            table inet forwards
            delete table inet forwards
            table inet forwards {
              chain incoming {
                type nat hook prerouting priority dstnat
                iifname DEVICE udp dport { PORTS } STATEMENT to :TO
              }
            }
            """
                .replace("DEVICE", site.device())
                .replace("PORTS", ports)
                .replace("STATEMENT", statement)
                .replace("TO", Integer.toString(to)))
        .run("nft", "-f", "-");
  }

  /** Forwards the ports to an interface's own port. */
  static void set(
      Site site, NetNamespace gateway, String ports, String statement, GatewayInterface wg) {
    set(site, gateway, ports, statement, wg.port());
  }

  /**
   * Makes clients accept only answers from the address and port that they sent to, as a NAT or a
   * stateful firewall does. Otherwise a client would accept answers from any port, and continue
   * with that port.
   */
  static void takeOnlyAnswers(Site site) {
    site.namespace()
        .commands()
        .reading(
            """
            table inet strict {
              chain incoming {
                type filter hook input priority -10
                iifname DEVICE meta l4proto udp ct state new drop
              }
            }
            """
                .replace("DEVICE", site.device()))
        .run("nft", "-f", "-");
  }
}
