package io.jitpeers.pcap.internal.reinjection;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** Answers of a little-endian kernel, to be mutated. */
final class RecordedAnswers {
  static final int SEQUENCE = 7;

  private RecordedAnswers() {}

  /** A message with a payload in hexadecimal. */
  static byte[] message(int type, String payload) {
    byte[] bytes = HexFormat.of().parseHex(payload);
    ByteBuffer message =
        ScriptedRouteSocket.header(16 + bytes.length, type, SEQUENCE).put(16, bytes);
    byte[] datagram = new byte[message.capacity()];
    message.get(0, datagram);
    return datagram;
  }

  static byte[] error(String errno) {
    return message(2, errno + "00".repeat(16));
  }

  /** A route with its table, preferred source and user. */
  static byte[] route() {
    return message(
        24, "0220000000000201000000000800" + "0f00fe00000008000700c0000201" + "0800190000000000");
  }

  /** A connection whose destination was translated. */
  static byte[] connection() {
    return message(
        0x100,
        "02000000340001801400018008000100c612010208000200c61201011c000280050001001100000006000200"
            + "9c4000000600030001bb0000340002801400018008000100c612010108000200c61201021c00028005000100"
            + "1100000006000200ca6c0000060003009c40000008000300000001a8");
  }

  /** Joins messages as in one datagram. */
  static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
