/**
 * Netlink: the encoding of messages and attributes, and the sockets that carry them. The main
 * interface is {@link io.jitpeers.linux.netlink.NetlinkSocket}, which tests replace with a
 * simulated kernel.
 */
@NullMarked
package io.jitpeers.linux.netlink;

import org.jspecify.annotations.NullMarked;
