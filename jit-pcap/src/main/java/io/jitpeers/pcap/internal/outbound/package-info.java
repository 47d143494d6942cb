/** Packets on their way into the tunnel: seen, and sent again. */
@NullMarked
package io.jitpeers.pcap.internal.outbound;

import org.jspecify.annotations.NullMarked;
