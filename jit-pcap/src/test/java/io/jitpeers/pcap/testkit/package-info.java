/** Frames as captures have them, made and recorded, and what tests need of libpcap. */
package io.jitpeers.pcap.testkit;
