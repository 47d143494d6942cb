import io.jitpeers.pcap.PcapOutboundSourceProvider;
import io.jitpeers.pcap.PcapPacketSourceProvider;
import io.jitpeers.pcap.PcapTransportSourceProvider;
import io.jitpeers.recovery.TransportSourceProvider;
import io.jitpeers.spi.PacketSourceProvider;
import io.jitpeers.wakeup.OutboundSourceProvider;

/**
 * Captures initiations with libpcap, and reinjects them into the kernel once their peer is
 * installed.
 *
 * @since 0.1.0
 */
module io.jitpeers.pcap {
  requires com.sun.jna;
  requires transitive io.jitpeers.core;
  requires io.jitpeers.linux;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.jitpeers.pcap;

  provides OutboundSourceProvider with
      PcapOutboundSourceProvider;
  provides PacketSourceProvider with
      PcapPacketSourceProvider;
  provides TransportSourceProvider with
      PcapTransportSourceProvider;
}
