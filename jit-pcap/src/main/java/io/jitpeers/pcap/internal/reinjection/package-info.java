/**
 * Sends the kernel a datagram again that it saw before its peer was there. Begin with {@link
 * io.jitpeers.pcap.internal.reinjection.RawSocketReinjector}.
 *
 * <p>libpcap only watches: the kernel's WireGuard got the initiation too, and ignored it. When its
 * peer is installed, the reinjector makes the datagram anew, with its original source, and sends it
 * to the local address that it was for. It goes over the loopback interface with its route
 * attached, so reverse path filters do not apply. {@link
 * io.jitpeers.pcap.internal.reinjection.ReinjectionMemory} knows it when the capture sees it again
 * there.
 */
@NullMarked
package io.jitpeers.pcap.internal.reinjection;

import org.jspecify.annotations.NullMarked;
