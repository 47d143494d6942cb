/**
 * The implementation of the netlink peer store. The main class is {@link
 * io.jitpeers.netlink.internal.store.KernelPeers}; the other classes list, watch and claim the
 * device.
 */
@NullMarked
package io.jitpeers.netlink.internal.store;

import org.jspecify.annotations.NullMarked;
