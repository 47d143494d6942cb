package io.jitpeers.kerneltests.gateway.world;

import io.jitpeers.kerneltests.support.NetNamespace;

/** A host behind a router that translates the host's addresses and ports. The router is a site. */
public final class NatRouter implements AutoCloseable {
  private static final String LAN = "lan0";

  private final Site router;
  private final NetNamespace host;

  private NatRouter(Site router, NetNamespace host) {
    this.router = router;
    this.host = host;
  }

  /**
   * Creates a host behind a site.
   *
   * @param ports the ports that the router assigns, such as 20000-20999
   */
  public static NatRouter before(Site router, String ports) {
    NatRouter made = new NatRouter(router, NetNamespace.create("behind-nat"));
    NetNamespace namespace = router.namespace();
    namespace.connect(LAN, "192.168.77.1/24", made.host, "192.168.77.2/24");
    made.host.run("ip", "route", "add", "default", "via", "192.168.77.1");
    namespace.run("sysctl", "-q", "net.ipv4.ip_forward=1");
    made.give(ports);
    return made;
  }

  private void give(String ports) {
    router
        .namespace()
        .commands()
        .reading(
            """
            flush ruleset
            table ip nat {
              chain leaving {
                type nat hook postrouting priority srcnat
                oifname DEVICE udp dport 51820-51900 masquerade to :PORTS
              }
            }
            """
                .replace("DEVICE", router.device())
                .replace("PORTS", ports))
        .run("nft", "-f", "-");
  }

  /** Returns the namespace for a client. */
  public NetNamespace host() {
    return host;
  }

  /** Discards all translations, as a restart of the router does, and assigns other ports. */
  public void restart(String ports) {
    give(ports);
    // Masquerading drops the connections of an address when the address is removed.
    String address = router.address(Family.IPV4) + "/24";
    router.namespace().run("ip", "address", "delete", address, "dev", router.device());
    router.namespace().addAddress(router.device(), address);
  }

  @Override
  public void close() {
    host.close();
  }
}
