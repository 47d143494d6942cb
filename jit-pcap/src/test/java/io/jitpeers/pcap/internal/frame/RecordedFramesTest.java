package io.jitpeers.pcap.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.testkit.RecordedCapture;
import io.jitpeers.pcap.testkit.RecordedCapture.Initiation;
import io.jitpeers.source.support.UdpDatagram;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class RecordedFramesTest {
  static final List<String> CAPTURES = RecordedCapture.NAMES;

  @ParameterizedTest
  @FieldSource("CAPTURES")
  void findsTheInitiationsOfRealClientsAndNoOthers(String name) {
    RecordedCapture capture = RecordedCapture.of(name);
    assertThat(capture.initiations()).hasSize(8);
    List<Initiation> found = new ArrayList<>();
    for (int i = 0; i < capture.frames().size(); i++) {
      ByteBuffer frame = ByteBuffer.wrap(capture.frames().get(i));
      FrameDecoder decoder = new FrameDecoder(frame, LinkType.ofDlt(capture.dlt()).orElseThrow());
      if (decoder.decode(0, frame.capacity()) == null) {
        UdpDatagram datagram = decoder.datagram();
        if (isInitiation(frame, datagram, capture.listenPort())) {
          found.add(
              new Initiation(
                  i + 1,
                  text(datagram.source(0)),
                  text(datagram.destination(0)),
                  payload(frame, datagram)));
        }
      }
    }
    assertThat(found).isEqualTo(capture.initiations());
  }

  private static boolean isInitiation(ByteBuffer frame, UdpDatagram datagram, int port) {
    return datagram.destinationPort() == port
        && datagram.payloadLength() == 148
        && frame.getInt(datagram.payloadStart()) == 0x01000000;
  }

  private static String payload(ByteBuffer frame, UdpDatagram datagram) {
    byte[] payload = new byte[datagram.payloadLength()];
    frame.get(datagram.payloadStart(), payload);
    return HexFormat.of().formatHex(payload);
  }

  /** In the format of the recordings, whose IPv6 addresses have only one run of zeros. */
  private static String text(InetSocketAddress address) {
    String literal = address.getAddress().getHostAddress().replaceFirst("(:0)+:", "::");
    return (literal.contains(":") ? "[" + literal + "]" : literal) + ":" + address.getPort();
  }

  @Test
  void tellsTheInterfaceThatVersionTwoOfCookedFramesHas() {
    RecordedCapture capture = RecordedCapture.of("cooked-v2");
    for (Initiation initiation : capture.initiations()) {
      ByteBuffer frame = ByteBuffer.wrap(capture.frames().get(initiation.frame() - 1));
      FrameDecoder decoder = new FrameDecoder(frame, LinkType.LINUX_SLL2);
      assertThat(decoder.decode(0, frame.capacity())).isNull();
      // The capture was made in one namespace, on its only device; tcpdump shows the same.
      assertThat(decoder.interfaceIndex()).isEqualTo(4);
    }
  }
}
