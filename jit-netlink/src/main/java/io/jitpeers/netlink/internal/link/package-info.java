/**
 * Notifications about network interfaces ({@code linux/rtnetlink.h}). Begin with {@link
 * io.jitpeers.netlink.internal.link.LinkMonitor}.
 */
@NullMarked
package io.jitpeers.netlink.internal.link;

import org.jspecify.annotations.NullMarked;
