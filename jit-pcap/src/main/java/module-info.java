/** Reserved for the pcap components; nothing is exported yet. */
module io.jitpeers.pcap {
  requires io.jitpeers.core;
}
