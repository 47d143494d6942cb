/** The WireGuard family of generic netlink ({@code linux/wireguard.h}). */
@NullMarked
package io.jitpeers.netlink.internal.wireguard;

import org.jspecify.annotations.NullMarked;
