/**
 * Writes the pcap-filter(7) expression with which the kernel selects messages. The main class is
 * {@link io.jitpeers.pcap.internal.filter.MessageFilter}.
 */
@NullMarked
package io.jitpeers.pcap.internal.filter;

import org.jspecify.annotations.NullMarked;
