/** Generated and recorded frames, and test helpers for libpcap. */
package io.jitpeers.pcap.testkit;
