package io.jitpeers.pcap.internal.reinjection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jitpeers.testing.fuzz.Fuzzer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Answers of rtnetlink and of conntrack, spoilt: read, or taken for something else. */
@Tag("fuzz")
class AnswersFuzzTest {
  private static final int SEQUENCE = 7;
  private static final InetSocketAddress CLIENT = new InetSocketAddress("198.18.1.2", 40000);
  private static final InetSocketAddress GATEWAY = new InetSocketAddress("198.18.1.1", 443);

  @BeforeEach
  void theVectorsAreOfLittleEndian() {
    assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the recorded answers are");
  }

  private static byte[] message(int type, String payload) {
    byte[] bytes = HexFormat.of().parseHex(payload);
    ByteBuffer message =
        ScriptedRouteSocket.header(16 + bytes.length, type, SEQUENCE).put(16, bytes);
    byte[] datagram = new byte[message.capacity()];
    message.get(0, datagram);
    return datagram;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Test
  void ofRtnetlink() {
    // A route with its table, preferred source and user; an error; and one behind the other.
    byte[] route =
        message(
            24,
            "0220000000000201000000000800" + "0f00fe00000008000700c0000201" + "0800190000000000");
    byte[] error = message(2, "9bffffff" + "00".repeat(16));
    Map<String, Integer> said =
        Fuzzer.of("rtnetlink", getClass())
            .inputs(List.of(route, error, joined(message(3, "00000000"), route)))
            .upTo(1024)
            .costingAtMost(16 << 10)
            .run(60_000, AnswersFuzzTest::route);
    assertThat(said).containsKeys("ROUTE", "ROUTE with a source", "ERROR", "something else");
  }

  private static String route(byte[] input) {
    RouteMessages.Answer answer =
        new RouteMessages(ByteBuffer.wrap(input)).parseAnswer(input.length, SEQUENCE);
    return answer == null
        ? "something else"
        : answer.kind() + (answer.preferredSource() == null ? "" : " with a source");
  }

  @Test
  void ofConntrack() {
    byte[] found =
        message(
            0x100,
            "02000000340001801400018008000100c612010208000200c61201011c000280050001001100000006000200"
                + "9c4000000600030001bb0000340002801400018008000100c612010108000200c61201021c00028005000100"
                + "1100000006000200ca6c0000060003009c40000008000300000001a8");
    byte[] error = message(2, "feffffff" + "00".repeat(16));
    Map<String, Integer> said =
        Fuzzer.of("conntrack", getClass())
            .inputs(Stream.of(found, error).toList())
            .upTo(1024)
            .costingAtMost(16 << 10)
            .run(60_000, AnswersFuzzTest::connection);
    assertThat(said).containsKeys("translated", "another", "an error", "something else");
  }

  private static String connection(byte[] input) {
    ConntrackMessages.Answer answer =
        new ConntrackMessages(ByteBuffer.wrap(input))
            .parseAnswer(input.length, SEQUENCE, CLIENT, GATEWAY);
    if (answer == null) {
      return "something else";
    }
    if (answer.translated() != null) {
      return "translated";
    }
    return answer.errno() == 0 ? "another" : "an error";
  }
}
