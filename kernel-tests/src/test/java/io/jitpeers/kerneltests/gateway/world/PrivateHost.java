package io.jitpeers.kerneltests.gateway.world;

import io.jitpeers.kerneltests.support.CommandResult;
import io.jitpeers.kerneltests.support.NetNamespace;

/**
 * A host behind the gateway, whose address clients reach through their tunnels.
 *
 * @param site the site whose link it uses
 * @param subnet the first three numbers of its network
 */
public record PrivateHost(Site site, String subnet) {

  /**
   * Creates a host on a site's link, and makes the gateway forward its packets.
   *
   * @param network the number of the gateway's interface with whose clients it communicates
   */
  public static PrivateHost on(NetNamespace gateway, Site site, int network) {
    PrivateHost made = new PrivateHost(site, Inside.prefix(network) + ".250");
    gateway.run("sysctl", "-q", "net.ipv4.ip_forward=1");
    gateway.addAddress(site.device(), made.subnet + ".1/24");
    site.namespace().addAddress(site.device(), made.subnet + ".2/24");
    site.namespace().run("ip", "route", "add", "default", "via", made.subnet + ".1");
    return made;
  }

  /** Makes a client send its answers through its tunnel. */
  public void introduceTo(Client client) {
    client.where().run("ip", "route", "add", subnet + ".0/24", "dev", client.device());
  }

  /** Sends a client one packet, and waits for its answer. */
  public CommandResult ping(Client client, int atMostSeconds) {
    return site.namespace()
        .commands()
        .attempt("ping", "-c1", "-W" + atMostSeconds, client.member().address());
  }
}
