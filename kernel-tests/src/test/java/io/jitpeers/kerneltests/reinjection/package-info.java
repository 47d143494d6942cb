/** Initiations given to the kernel again, by the part of jit-pcap that does it. */
package io.jitpeers.kerneltests.reinjection;
