package io.jitpeers.kerneltests.gateway.world;

import io.jitpeers.kerneltests.support.NetNamespace;

/**
 * A site that communicates with the gateway only in an 802.1Q VLAN on its link.
 *
 * @param site the site
 */
public record VlanSite(Site site) {
  private static final String TAG = "7";

  /** Creates a VLAN on a site's link. */
  public static VlanSite on(NetNamespace gateway, Site site) {
    VlanSite made = new VlanSite(site);
    made.add(gateway, made.gatewayAddress());
    made.add(site.namespace(), made.address());
    return made;
  }

  private void add(NetNamespace end, String address) {
    end.run(
        "ip", "link", "add", "link", site.device(), "name", device(), "type", "vlan", "id", TAG);
    end.addAddress(device(), address + "/24");
  }

  private String device() {
    return site.device() + "." + TAG;
  }

  /** Returns the namespace of the clients. */
  public NetNamespace namespace() {
    return site.namespace();
  }

  /** Returns the gateway's address in the VLAN. */
  public String gatewayAddress() {
    return "198.19.7.1";
  }

  /** Returns the site's address in the VLAN. */
  public String address() {
    return "198.19.7.2";
  }
}
