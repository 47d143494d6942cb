package io.jitpeers.netlink.internal.nfqueue;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.linux.testkit.ReplyBuilder;
import io.jitpeers.source.support.UdpDatagram;
import io.jitpeers.testing.fuzz.FuzzTarget;
import io.jitpeers.testing.fuzz.Fuzzer;
import io.jitpeers.testkit.IpPackets;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mutated NFQUEUE messages give a packet with an id and its copy, or are refused. */
@Tag("fuzz")
class PacketFuzzTest implements FuzzTarget {
  private static final InetSocketAddress CLIENT4 = IpPackets.at("192.0.2.1", 40_000);
  private static final InetSocketAddress GATEWAY4 = IpPackets.at("192.0.2.2", 51_820);
  private static final InetSocketAddress CLIENT6 = IpPackets.at("2001:db8::1", 40_000);
  private static final InetSocketAddress GATEWAY6 = IpPackets.at("2001:db8::2", 51_820);
  private static final int PACKET = 3 << 8;

  private static byte[] queued(byte[] packet) {
    return new ReplyBuilder()
        .message(PACKET, 0, 0, 0)
        .raw((byte) 2, (byte) 0, (byte) 0, (byte) 5)
        .put(Nfqueue.NFQA_PACKET_HDR, new byte[] {0, 0, 1, 2, 8, 0, 1})
        .put(Nfqueue.NFQA_IFINDEX_INDEV, new byte[] {0, 0, 0, 3})
        .put(Nfqueue.NFQA_PAYLOAD, packet)
        .toBytes();
  }

  @Test
  void isReadOrRefused() {
    assertThat(Fuzzer.run(this, 60_000))
        .containsKeys("no message", "found", "not of the form", "id known, not of the form");
  }

  @Override
  public String name() {
    return "nfqueue";
  }

  @Override
  public List<byte[]> inputs() {
    byte[] initiation = IpPackets.initiation(7);
    return List.of(
        queued(IpPackets.udp(CLIENT4, GATEWAY4, initiation)),
        queued(IpPackets.ipv4(CLIENT4, GATEWAY4, initiation, 3)),
        queued(IpPackets.udp(CLIENT6, GATEWAY6, initiation)),
        queued(IpPackets.ipv6(CLIENT6, GATEWAY6, initiation, IpPackets.extension(17, 1), 44)));
  }

  @Override
  public int longest() {
    return 2048;
  }

  @Override
  public long mostBytes() {
    return 16 << 10;
  }

  @Override
  public String read(byte[] input) {
    ByteBuffer buffer = ByteBuffer.wrap(input);
    MessageReader message = new MessageReader(buffer);
    PacketMessage packet = new PacketMessage();
    UdpDatagram datagram = new UdpDatagram(buffer);
    message.reset(input.length);
    String said = "no message";
    try {
      while (message.next()) {
        packet.read(message, new AttributeReader(buffer));
        assertThat(packet.identified()).isTrue();
        assertThat(packet.start() + packet.length()).isLessThanOrEqualTo(input.length);
        UdpDatagram.Refusal refusal = datagram.find(packet.start(), packet.length());
        if (refusal == null) {
          assertThat(datagram.payloadStart() + datagram.payloadLength())
              .isLessThanOrEqualTo(packet.start() + packet.length());
        }
        said = refusal == null ? "found" : refusal.name();
      }
      return said;
    } catch (NetlinkFormatException e) {
      return packet.identified() ? "id known, not of the form" : "not of the form";
    }
  }
}
