/** Netlink messages and attributes as bytes: nothing here does I/O or knows WireGuard. */
@NullMarked
package io.jitpeers.netlink.internal.codec;

import org.jspecify.annotations.NullMarked;
