/**
 * The WireGuard family of generic netlink ({@code linux/wireguard.h}). The main class is {@link
 * io.jitpeers.netlink.internal.wireguard.WireGuardClient}.
 */
@NullMarked
package io.jitpeers.netlink.internal.wireguard;

import org.jspecify.annotations.NullMarked;
