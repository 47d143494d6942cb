import io.jitpeers.netlink.NetlinkPeerStoreProvider;
import io.jitpeers.netlink.NfqueuePacketSourceProvider;
import io.jitpeers.spi.PacketSourceProvider;
import io.jitpeers.spi.PeerStoreProvider;

/**
 * WireGuard over generic netlink: the kernel's peer store, and the NFQUEUE packet source.
 *
 * @since 0.1.0
 */
module io.jitpeers.netlink {
  requires transitive io.jitpeers.core;
  requires io.jitpeers.linux;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.jitpeers.netlink;

  provides PacketSourceProvider with
      NfqueuePacketSourceProvider;
  provides PeerStoreProvider with
      NetlinkPeerStoreProvider;
}
