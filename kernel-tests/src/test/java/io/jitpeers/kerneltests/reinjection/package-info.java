/** Initiations reinjected into the kernel, by the reinjection package of jit-pcap. */
package io.jitpeers.kerneltests.reinjection;
