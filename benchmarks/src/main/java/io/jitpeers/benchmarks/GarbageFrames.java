package io.jitpeers.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Ethernet frames with datagrams that look like initiations but carry a wrong MAC1. */
final class GarbageFrames {
  static final int PORT = 51_820;

  /** The length of a frame: Ethernet, IPv4, UDP and an initiation. */
  static final int LENGTH = 14 + 20 + 8 + 148;

  /** The length of a frame's header in a capture file (pcap-savefile(5)). */
  static final int RECORD_HEADER = 16;

  private final Random random = new Random(LENGTH);
  private final byte[] payload = new byte[148];

  /** Writes a frame at the buffer's position, in network byte order. */
  void put(ByteBuffer into) {
    into.order(ByteOrder.BIG_ENDIAN);
    into.putLong(0x0200_0000_0002_0200L).putInt(1).putShort((short) 0x0800);
    into.putInt(0x4500_0000 | (LENGTH - 14)).putInt(0).putInt(0x4011_0000);
    into.putInt(0xC612_0000 | random.nextInt(1 << 16)).putInt(0xC000_0201);
    into.putShort((short) (1024 + random.nextInt(60_000))).putShort((short) PORT);
    into.putShort((short) 156).putShort((short) 0);
    random.nextBytes(payload);
    into.put(payload).putInt(into.position() - payload.length, 0x0100_0000);
  }

  /** Returns the header of a capture file of Ethernet frames, with times in microseconds. */
  static byte[] fileHeader() {
    return ByteBuffer.allocate(24)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0xA1B2C3D4)
        .putShort((short) 2)
        .putShort((short) 4)
        .putLong(0)
        .putInt(65_535)
        .putInt(1)
        .array();
  }

  /** Writes a frame, preceded by its header in a capture file. */
  void putRecord(ByteBuffer into, int number) {
    into.order(ByteOrder.LITTLE_ENDIAN);
    into.putInt(1_700_000_000 + number / 1_000_000).putInt(number % 1_000_000);
    into.putInt(LENGTH).putInt(LENGTH);
    put(into);
  }
}
