package io.jitpeers.kerneltests.store;

import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.wireguard.PrivateKey;
import java.util.ArrayList;
import java.util.List;

/**
 * A namespace with a WireGuard interface that has a key and a port, and stores on that interface.
 * The interface is down. Closing this object closes the stores and deletes the namespace.
 */
final class Gateway implements AutoCloseable {
  static final String WG = "wg0";
  static final int PORT = 51820;
  static final PrivateKey KEY = TestKeys.privateKey(0);

  private final NetNamespace namespace;
  private final WireGuardInterface wg;
  private final List<NetlinkPeerStore> stores = new ArrayList<>();

  private Gateway(NetNamespace namespace) {
    this.namespace = namespace;
    this.wg = WireGuardInterface.create(namespace, WG).configure(KEY, PORT);
  }

  static Gateway create(String label) {
    NetNamespace namespace = NetNamespace.create(label);
    try {
      return new Gateway(namespace);
    } catch (RuntimeException | AssertionError e) {
      namespace.close();
      throw e;
    }
  }

  NetNamespace namespace() {
    return namespace;
  }

  /** Returns the interface, read with wg(8). */
  WireGuardInterface wg() {
    return wg;
  }

  /** Returns a builder of a store on this gateway; the caller closes the store. */
  NetlinkPeerStore.Builder storeBuilder() {
    return NetlinkPeerStore.builder().interfaceName(WG).networkNamespace(namespace.name());
  }

  /** Opens another store on the interface, which is closed with this gateway. */
  NetlinkPeerStore openStore() {
    return openStore(storeBuilder());
  }

  /** Opens a store that is closed with this gateway. */
  NetlinkPeerStore openStore(NetlinkPeerStore.Builder builder) {
    NetlinkPeerStore store = builder.build();
    stores.add(store);
    return store;
  }

  @Override
  public void close() {
    stores.forEach(NetlinkPeerStore::close);
    namespace.close();
  }
}
