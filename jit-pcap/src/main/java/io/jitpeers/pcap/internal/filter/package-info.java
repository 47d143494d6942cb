/** What the kernel is told to let through: the pcap-filter(7) expression for initiations. */
@NullMarked
package io.jitpeers.pcap.internal.filter;

import org.jspecify.annotations.NullMarked;
