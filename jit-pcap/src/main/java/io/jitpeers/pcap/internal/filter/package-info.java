/**
 * What the kernel is told to let through: the pcap-filter(7) expression for initiations. Begin with
 * {@link io.jitpeers.pcap.internal.filter.InitiationFilter}.
 */
@NullMarked
package io.jitpeers.pcap.internal.filter;

import org.jspecify.annotations.NullMarked;
