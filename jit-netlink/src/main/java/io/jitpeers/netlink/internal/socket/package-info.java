/** Netlink sockets: the seam that tests script, and the kernel's own behind it. */
@NullMarked
package io.jitpeers.netlink.internal.socket;

import org.jspecify.annotations.NullMarked;
