/**
 * Reinjects a datagram that the kernel received before its peer was installed. The main class is
 * {@link io.jitpeers.pcap.internal.reinjection.RawSocketReinjector}.
 *
 * <p>libpcap only observes: the kernel's WireGuard received the initiation too, and ignored it.
 * Once its peer is installed, the reinjector rebuilds the datagram with its original source and
 * sends it to its original local address. The datagram is routed over the loopback interface with
 * its route attached, so reverse path filters do not apply. {@link
 * io.jitpeers.pcap.internal.reinjection.ReinjectionMemory} recognizes it when the capture sees it
 * there again.
 */
@NullMarked
package io.jitpeers.pcap.internal.reinjection;

import org.jspecify.annotations.NullMarked;
