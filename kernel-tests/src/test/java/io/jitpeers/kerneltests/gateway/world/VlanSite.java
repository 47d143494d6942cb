package io.jitpeers.kerneltests.gateway.world;

import io.jitpeers.kerneltests.support.NetNamespace;

/**
 * A site that talks to the gateway in an 802.1Q VLAN on its wire only.
 *
 * @param site whose wire it is
 */
public record VlanSite(Site site) {
  private static final String TAG = "7";

  /** Puts a VLAN on a site's wire. */
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

  /** Where the clients are. */
  public NetNamespace namespace() {
    return site.namespace();
  }

  /** The gateway's address in the VLAN. */
  public String gatewayAddress() {
    return "198.19.7.1";
  }

  /** The site's address in the VLAN. */
  public String address() {
    return "198.19.7.2";
  }
}
