/** Notifications about network interfaces ({@code linux/rtnetlink.h}). */
@NullMarked
package io.jitpeers.netlink.internal.link;

import org.jspecify.annotations.NullMarked;
