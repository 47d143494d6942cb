package io.jitpeers.kerneltests.gateway.world;

import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.wireguard.PrivateKey;

/**
 * One of the gateway's WireGuard interfaces.
 *
 * @param network its number
 */
public record GatewayInterface(int network) {
  private static final int FIRST_PORT = 51820;

  /** As ip(8) knows it. */
  public String name() {
    return "wg" + network;
  }

  /** The port that it listens on. */
  public int port() {
    return FIRST_PORT + network;
  }

  /** Its key. */
  public PrivateKey privateKey() {
    return TestKeys.privateKey(1 + network);
  }

  /** Its address inside the tunnel. */
  public String address() {
    return Inside.gateway(network);
  }

  /** What its clients may have as addresses. */
  public String addresses() {
    return Inside.prefix(network) + ".0.0/16";
  }

  /** Makes it, up and without peers. */
  public WireGuardInterface create(NetNamespace where) {
    return WireGuardInterface.create(where, name())
        .configure(privateKey(), port())
        .address(address() + "/16");
  }

  /** As wg(8) sees it. */
  public WireGuardInterface in(NetNamespace where) {
    return WireGuardInterface.at(where, name());
  }
}
