/** What the netlink peer store is made of: batches, listings, and the device behind them. */
@NullMarked
package io.jitpeers.netlink.internal.store;

import org.jspecify.annotations.NullMarked;
