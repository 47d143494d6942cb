package io.jitpeers.examples.peers;

import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.spi.PeerStore;
import org.jspecify.annotations.Nullable;

/**
 * Opens the peer store whose peers {@link PeersCommand} lists. In tests, the opener returns a store
 * that does not need the kernel.
 */
@FunctionalInterface
interface StoreOpener {

  /**
   * Opens a store.
   *
   * @param interfaceName the WireGuard interface's name
   * @param namespace the interface's network namespace, or null for this process's own
   * @return a store that the caller closes
   * @throws IllegalArgumentException if a name is invalid
   */
  PeerStore open(String interfaceName, @Nullable String namespace);

  /** Opens the kernel's store. */
  static PeerStore kernel(String interfaceName, @Nullable String namespace) {
    NetlinkPeerStore.Builder builder = NetlinkPeerStore.builder().interfaceName(interfaceName);
    if (namespace != null) {
      builder.networkNamespace(namespace);
    }
    return builder.build();
  }
}
