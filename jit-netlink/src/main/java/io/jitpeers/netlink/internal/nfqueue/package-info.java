/**
 * NFQUEUE over nfnetlink: packets that a firewall rule hands over, and the verdicts they are given.
 */
@NullMarked
package io.jitpeers.netlink.internal.nfqueue;

import org.jspecify.annotations.NullMarked;
