package io.jitpeers.pcap.testkit;

import static io.jitpeers.pcap.testkit.Frames.CLIENT4;
import static io.jitpeers.pcap.testkit.Frames.CLIENT6;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY4;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY6;

import io.jitpeers.pcap.internal.frame.LinkType;
import io.jitpeers.testkit.IpPackets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Frames with messages, in which some header bytes are changed at random. */
public final class MutatedFrames {
  /** Values with a meaning somewhere in a header. */
  private static final int[] TELLING = {
    0, 1, 2, 4, 6, 8, 10, 17, 20, 43, 44, 60, 0x44, 0x45, 0x4F, 0x60, 0x81, 0x86, 0x88, 0xDD, 0x63,
    0x64, 0x11, 0x21, 0x57, 156, 255
  };

  private final List<byte[]> seeds;
  private final Random random;
  private final int behindHeaders;

  /** Creates mutated frames of one type, with initiations. */
  public MutatedFrames(LinkType type, Random random) {
    this(type, IpPackets.initiation(7), random);
  }

  /** Creates mutated frames of one type, with a message. */
  public MutatedFrames(LinkType type, byte[] message, Random random) {
    this.random = random;
    behindHeaders = message.length - 8;
    seeds = seeds(type, message);
  }

  /**
   * Creates valid frames of one type with initiations, with up to two VLAN tags and PPPoE if the
   * type supports them.
   */
  public static List<byte[]> seeds(LinkType type) {
    return seeds(type, IpPackets.initiation(7));
  }

  /** Creates valid frames of one type with a message, tagged in the same ways. */
  public static List<byte[]> seeds(LinkType type, byte[] message) {
    List<byte[]> seeds = new ArrayList<>();
    int[] tags = {Frames.PROVIDER_VLAN, Frames.VLAN};
    for (byte[] packet : packets(message)) {
      for (int depth = 0; depth <= (Frames.canHaveTags(type) ? tags.length : 0); depth++) {
        if (Frames.canHold(type, packet)) {
          seeds.add(Frames.frame(type, packet, Arrays.copyOf(tags, depth)));
        }
        if (Frames.canHaveTags(type)) {
          byte[] session = Frames.pppoe(packet);
          seeds.add(Frames.frame(type, Frames.PPPOE_SESSION, session, Arrays.copyOf(tags, depth)));
        }
      }
    }
    return seeds;
  }

  private static List<byte[]> packets(byte[] message) {
    byte[] two = Arrays.copyOf(IpPackets.extension(60, 1), 24);
    System.arraycopy(IpPackets.extension(17, 2), 0, two, 8, 16);
    return List.of(
        IpPackets.ipv4(CLIENT4, GATEWAY4, message, 0),
        IpPackets.ipv4(CLIENT4, GATEWAY4, message, 3),
        IpPackets.udp(CLIENT6, GATEWAY6, message),
        IpPackets.ipv6(CLIENT6, GATEWAY6, message, IpPackets.extension(17, 2), 0),
        IpPackets.ipv6(CLIENT6, GATEWAY6, message, IpPackets.extension(17, 1), 44),
        IpPackets.ipv6(CLIENT6, GATEWAY6, message, two, 43));
  }

  /** Returns the next frame, which the caller may keep; most have one or two changes. */
  public byte[] next() {
    byte[] frame = seeds.get(random.nextInt(seeds.size())).clone();
    int headers = frame.length - behindHeaders;
    for (int i = random.nextInt(4); i > 0; i--) {
      int value = random.nextBoolean() ? TELLING[random.nextInt(TELLING.length)] : random.nextInt();
      frame[random.nextInt(headers)] = (byte) value;
    }
    return frame;
  }
}
