/**
 * Reinjects a datagram that the kernel received before its peer was installed. The main class is
 * {@link io.jitpeers.pcap.internal.reinjection.RawSocketReinjector}.
 *
 * <p>libpcap only observes: the kernel's WireGuard received the initiation too, and ignored it.
 * Once the initiation's peer is installed, the reinjector rebuilds the datagram with its original
 * source and sends it to its original local address. The kernel routes the datagram when it is
 * sent, and does not route it again when it arrives over the loopback interface, so reverse path
 * filters do not apply. {@link io.jitpeers.pcap.internal.reinjection.ReinjectionMemory} recognizes
 * the datagram when the capture sees it again on the loopback interface.
 */
@NullMarked
package io.jitpeers.pcap.internal.reinjection;

import org.jspecify.annotations.NullMarked;
