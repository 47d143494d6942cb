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

  /** Returns the interface's name for ip(8). */
  public String name() {
    return "wg" + network;
  }

  /** Returns its listen port. */
  public int port() {
    return FIRST_PORT + network;
  }

  /** Returns its private key. */
  public PrivateKey privateKey() {
    return TestKeys.privateKey(1 + network);
  }

  /** Returns its address inside the tunnel. */
  public String address() {
    return Inside.gateway(network);
  }

  /** Returns the range of its clients' addresses. */
  public String addresses() {
    return Inside.prefix(network) + ".0.0/16";
  }

  /** Creates the interface, up and without peers. */
  public WireGuardInterface create(NetNamespace where) {
    return WireGuardInterface.create(where, name())
        .configure(privateKey(), port())
        .address(address() + "/16");
  }

  /** Returns an object that reads the interface with wg(8). */
  public WireGuardInterface in(NetNamespace where) {
    return WireGuardInterface.at(where, name());
  }
}
