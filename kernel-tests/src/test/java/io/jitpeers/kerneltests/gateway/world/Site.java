package io.jitpeers.kerneltests.gateway.world;

import io.jitpeers.kerneltests.support.NetNamespace;
import java.time.Duration;

/**
 * A namespace with its own link to the gateway. Both ends have a static neighbour entry for each
 * other, so that no packet waits for address resolution.
 */
public final class Site implements AutoCloseable {
  private final NetNamespace gateway;
  private final NetNamespace namespace;
  private final int number;

  private Site(NetNamespace gateway, NetNamespace namespace, int number) {
    this.gateway = gateway;
    this.namespace = namespace;
    this.number = number;
  }

  /**
   * Creates a site.
   *
   * @param number 1 to 250, different for each site of a gateway
   */
  static Site create(NetNamespace gateway, String label, int number) {
    Site site = new Site(gateway, NetNamespace.create(label), number);
    gateway.connect(site.device(), site.ipv4(1) + "/24", site.namespace, site.ipv4(2) + "/24");
    gateway.addAddress(site.device(), site.ipv6(1) + "/64");
    site.namespace.addAddress(site.device(), site.ipv6(2) + "/64");
    introduce(gateway, site.namespace, site.device(), site.ipv4(2), site.ipv6(2));
    introduce(site.namespace, gateway, site.device(), site.ipv4(1), site.ipv6(1));
    return site;
  }

  private static void introduce(
      NetNamespace to, NetNamespace who, String device, String... addresses) {
    String link = who.attribute(device, "address");
    for (String address : addresses) {
      to.run("ip", "neigh", "replace", address, "lladdr", link, "dev", device, "nud", "permanent");
    }
  }

  /** Returns the name of the link's interface, which is the same at both ends. */
  public String device() {
    return "site" + number;
  }

  /** Returns the namespace of the clients. */
  public NetNamespace namespace() {
    return namespace;
  }

  /** Returns the gateway's address on the link. */
  public String gatewayAddress(Family family) {
    return address(family, 1);
  }

  /** Returns the site's address on the link. */
  public String address(Family family) {
    return address(family, 2);
  }

  private String address(Family family, int host) {
    return family == Family.IPV4 ? ipv4(host) : ipv6(host);
  }

  private String ipv4(int host) {
    return "198.18." + number + "." + host;
  }

  private String ipv6(int host) {
    return "2001:db8:" + number + "::" + host;
  }

  /** Sets the link's round-trip time: each end delays its packets by half of it. */
  public void roundTrip(Duration time) {
    String half = time.toNanos() / 2_000 + "us";
    for (NetNamespace end : new NetNamespace[] {gateway, namespace}) {
      if (time.isZero()) {
        end.commands().attempt("tc", "qdisc", "delete", "dev", device(), "root");
      } else {
        end.run(
            "tc", "qdisc", "replace", "dev", device(), "root", "netem", "delay", half, "limit",
            "100000");
      }
    }
  }

  @Override
  public void close() {
    namespace.close();
  }
}
