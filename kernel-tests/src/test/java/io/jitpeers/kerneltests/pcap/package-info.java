/** The capture of jit-pcap on a real kernel, with real clients. */
package io.jitpeers.kerneltests.pcap;
