/**
 * The kernel's WireGuard as a {@link io.jitpeers.spi.PeerStore}, and NFQUEUE as a {@link
 * io.jitpeers.spi.PacketSource}. Begin with {@link io.jitpeers.netlink.NetlinkPeerStore}. Both
 * speak netlink to the Linux kernel and need no {@code wg} command and no library.
 *
 * <p>Both need the capability CAP_NET_ADMIN in the user namespace that owns the network namespace
 * they work in.
 */
@NullMarked
package io.jitpeers.netlink;

import org.jspecify.annotations.NullMarked;
