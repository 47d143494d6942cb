/**
 * What the netlink peer store is made of. Begin with {@link
 * io.jitpeers.netlink.internal.store.KernelPeers}; the rest lists the device, watches it and claims
 * it.
 */
@NullMarked
package io.jitpeers.netlink.internal.store;

import org.jspecify.annotations.NullMarked;
