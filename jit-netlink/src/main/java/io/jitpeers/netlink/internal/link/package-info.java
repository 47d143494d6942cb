/**
 * Notifications about network interfaces ({@code linux/rtnetlink.h}). The main class is {@link
 * io.jitpeers.netlink.internal.link.LinkMonitor}.
 */
@NullMarked
package io.jitpeers.netlink.internal.link;

import org.jspecify.annotations.NullMarked;
