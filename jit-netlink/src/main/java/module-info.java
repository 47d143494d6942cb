import io.jitpeers.netlink.NetlinkPeerStoreProvider;
import io.jitpeers.netlink.NfqueuePacketSourceProvider;
import io.jitpeers.spi.PacketSourceProvider;
import io.jitpeers.spi.PeerStoreProvider;

/** WireGuard over generic netlink: the kernel's peer store, and the NFQUEUE packet source. */
// JNA has no module descriptor, only a fixed automatic name.
@SuppressWarnings("requires-automatic")
module io.jitpeers.netlink {
  requires com.sun.jna;
  requires transitive io.jitpeers.core;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.jitpeers.netlink;

  provides PacketSourceProvider with
      NfqueuePacketSourceProvider;
  provides PeerStoreProvider with
      NetlinkPeerStoreProvider;
}
