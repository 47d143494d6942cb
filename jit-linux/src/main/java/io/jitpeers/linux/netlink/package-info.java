/**
 * Netlink: messages and attributes as bytes, and the sockets that carry them. Begin with {@link
 * io.jitpeers.linux.netlink.NetlinkSocket}, the seam where tests put a scripted kernel.
 */
@NullMarked
package io.jitpeers.linux.netlink;

import org.jspecify.annotations.NullMarked;
