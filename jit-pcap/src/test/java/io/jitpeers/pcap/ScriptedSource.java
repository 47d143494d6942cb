package io.jitpeers.pcap;

import static io.jitpeers.pcap.testkit.Frames.CLIENT4;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY4;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.internal.libpcap.FakeCaptures;
import io.jitpeers.pcap.testkit.FakeReinjector;
import io.jitpeers.testkit.IpPackets;
import io.jitpeers.testkit.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** A source with a scripted libpcap and a scripted reinjector. */
abstract class ScriptedSource {
  final FakeCaptures captures = new FakeCaptures();
  final FakeReinjector reinjector = new FakeReinjector();
  final ManualTime time = new ManualTime();
  final BlockingQueue<CapturedPacket> delivered = new LinkedBlockingQueue<>();
  final List<PcapPacketSource> sources = new ArrayList<>();
  PcapPacketSource source = make(builder());

  PcapPacketSource.Builder builder() {
    return PcapPacketSource.builder()
        .interfaceName("eth0")
        .ports(GATEWAY4.getPort())
        .timeSource(time)
        .kernel(captures, () -> reinjector);
  }

  PcapPacketSource make(PcapPacketSource.Builder builder) {
    PcapPacketSource made = builder.build();
    sources.add(made);
    return made;
  }

  @AfterEach
  void closeAll() {
    sources.forEach(PcapPacketSource::close);
    assertThat(captures.openSessions()).isZero();
  }

  void start() {
    source.start(packet -> delivered.add((CapturedPacket) packet.retain()));
  }

  static byte[] frame(int number) {
    return IpPackets.udp(CLIENT4, GATEWAY4, IpPackets.initiation(number));
  }

  CapturedPacket next() throws InterruptedException {
    CapturedPacket packet = delivered.poll(60, TimeUnit.SECONDS);
    assertThat(packet).isNotNull();
    return packet;
  }
}
