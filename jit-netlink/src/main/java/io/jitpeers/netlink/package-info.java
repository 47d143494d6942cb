/**
 * Provides the Linux kernel's WireGuard as a {@link io.jitpeers.spi.PeerStore}, and NFQUEUE as a
 * {@link io.jitpeers.spi.PacketSource}. The entry point is {@link
 * io.jitpeers.netlink.NetlinkPeerStore}. The store and the source use netlink directly, and need
 * neither the {@code wg} command nor a native library.
 *
 * <p>Both need the capability CAP_NET_ADMIN in the user namespace that owns their network
 * namespace.
 */
@NullMarked
package io.jitpeers.netlink;

import org.jspecify.annotations.NullMarked;
