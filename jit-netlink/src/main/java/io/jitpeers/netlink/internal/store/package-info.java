/**
 * The implementation of the netlink peer store. The main class is {@link
 * io.jitpeers.netlink.internal.store.KernelPeers}; the other classes list the device's peers, watch
 * the device and claim it.
 */
@NullMarked
package io.jitpeers.netlink.internal.store;

import org.jspecify.annotations.NullMarked;
