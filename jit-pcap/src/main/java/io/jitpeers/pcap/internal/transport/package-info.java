/**
 * Captures transport data messages. The main class is {@link
 * io.jitpeers.pcap.internal.transport.TransportPump}.
 */
@NullMarked
package io.jitpeers.pcap.internal.transport;

import org.jspecify.annotations.NullMarked;
