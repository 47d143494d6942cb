package io.jitpeers.pcap;

import static io.jitpeers.pcap.testkit.Frames.GATEWAY4;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY6;

import io.jitpeers.pcap.internal.libpcap.FakeCaptures;
import io.jitpeers.pcap.internal.reinjection.PacketSender;
import io.jitpeers.testkit.IpPackets;
import io.jitpeers.testkit.contract.OutboundSourceContract;
import io.jitpeers.wakeup.OutboundSource;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

class PcapOutboundSourceContractTest extends OutboundSourceContract {
  private final FakeCaptures captures = new FakeCaptures();

  private static final class NoSender implements PacketSender {
    @Override
    public void send(byte[] packet) {}

    @Override
    public void close() {}
  }

  @Override
  protected OutboundSource createSource() {
    return PcapOutboundSource.builder()
        .interfaceName("wg0")
        .kernel(captures, NoSender::new)
        .build();
  }

  @Override
  protected void send(InetAddress destination) {
    InetSocketAddress from = destination instanceof Inet4Address ? GATEWAY4 : GATEWAY6;
    captures.send(IpPackets.udp(from, new InetSocketAddress(destination, 7), new byte[8]));
  }
}
