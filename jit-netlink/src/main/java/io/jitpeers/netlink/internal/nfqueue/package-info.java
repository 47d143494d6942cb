/**
 * NFQUEUE over nfnetlink: packets that a firewall rule hands over, and the verdicts they are given.
 * Begin with {@link io.jitpeers.netlink.internal.nfqueue.QueueSession}.
 */
@NullMarked
package io.jitpeers.netlink.internal.nfqueue;

import org.jspecify.annotations.NullMarked;
