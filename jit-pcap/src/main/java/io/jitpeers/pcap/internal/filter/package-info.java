/**
 * The pcap-filter(7) expression with which the kernel selects initiations. The main class is {@link
 * io.jitpeers.pcap.internal.filter.InitiationFilter}.
 */
@NullMarked
package io.jitpeers.pcap.internal.filter;

import org.jspecify.annotations.NullMarked;
