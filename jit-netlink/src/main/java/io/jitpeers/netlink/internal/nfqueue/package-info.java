/**
 * NFQUEUE over nfnetlink: packets from a firewall rule, and their verdicts. The main class is
 * {@link io.jitpeers.netlink.internal.nfqueue.QueueSession}.
 */
@NullMarked
package io.jitpeers.netlink.internal.nfqueue;

import org.jspecify.annotations.NullMarked;
