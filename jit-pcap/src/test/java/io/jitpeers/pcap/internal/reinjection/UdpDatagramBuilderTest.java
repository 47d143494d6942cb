package io.jitpeers.pcap.internal.reinjection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UdpDatagramBuilderTest {
  private static final int UDP_CHECKSUM = 6;
  private static final InetSocketAddress SOURCE_4 = new InetSocketAddress("192.0.2.77", 1234);
  private static final InetSocketAddress DESTINATION_4 = new InetSocketAddress("192.0.2.1", 51820);
  private static final InetSocketAddress SOURCE_6 = new InetSocketAddress("2001:db8::77", 1234);
  private static final InetSocketAddress DESTINATION_6 =
      new InetSocketAddress("2001:db8::1", 51820);

  private final UdpDatagramBuilder builder = new UdpDatagramBuilder(1000);

  static List<CapturedInitiation> initiations() throws Exception {
    return CapturedInitiation.all();
  }

  /** Uses 16-bit arithmetic that adds the carry at once, unlike the code under test. */
  private static int onesComplementSum(ByteBuffer bytes, int from, int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      int value = bytes.get(from + i) & 0xFF;
      sum += i % 2 == 0 ? value << 8 : value;
      sum = sum > 0xFFFF ? sum - 0xFFFF : sum;
    }
    return sum;
  }

  private static int unsignedShort(ByteBuffer bytes, int at) {
    return ((bytes.get(at) & 0xFF) << 8) | (bytes.get(at + 1) & 0xFF);
  }

  private ByteBuffer rebuild(CapturedInitiation initiation) {
    return builder.build(initiation.source(), initiation.destination(), initiation.payload());
  }

  /**
   * In the captures, the kernel left checksums for the interface to complete: it wrote the sum of
   * the pseudo header, to which the interface adds the rest before it complements the sum.
   */
  @ParameterizedTest
  @MethodSource("initiations")
  void theChecksumIsTheOneThatTheInterfaceWouldHaveFinished(CapturedInitiation initiation) {
    int udp = initiation.udp();
    int udpLength = unsignedShort(initiation.ip(), udp + 4);
    int finished = ~onesComplementSum(initiation.ip(), udp, udpLength) & 0xFFFF;

    ByteBuffer built = rebuild(initiation);

    assertThat(unsignedShort(built, udp + UDP_CHECKSUM)).isEqualTo(finished);
    assertThat(unsignedShort(initiation.ip(), udp + UDP_CHECKSUM)).isNotEqualTo(finished);
  }

  /** Returns the checksum that "tcpdump -vv" reports as correct. */
  @ParameterizedTest
  @CsvSource({
    "ethernet, 11, 5f98",
    "ethernet, 15, e9b1",
    "ethernet, 17, 73a7",
    "raw-ip, 1, 2698",
    "raw-ip, 2, a277",
    "raw-ip, 12, c207"
  })
  void theChecksumIsTheOneThatTcpdumpComputes(String capture, int frame, String checksum)
      throws Exception {
    CapturedInitiation initiation = CapturedInitiation.of(capture, frame);

    ByteBuffer built = rebuild(initiation);

    assertThat(unsignedShort(built, initiation.udp() + UDP_CHECKSUM))
        .isEqualTo(HexFormat.fromHexDigits(checksum));
  }

  @ParameterizedTest
  @MethodSource("initiations")
  void addressesPortsLengthsAndPayloadAreTheCapturedOnes(CapturedInitiation initiation) {
    int udp = initiation.udp();
    ByteBuffer captured = initiation.ip();

    ByteBuffer built = rebuild(initiation);

    assertThat(built.remaining()).isEqualTo(udp + 156);
    // The checksums of the IPv4 header and of UDP, and the changed fields of the IP header,
    // compared separately.
    int addresses = initiation.isIpv4() ? 12 : 8;
    int afterChecksum = udp + UDP_CHECKSUM + 2;
    assertThat(built.slice(addresses, udp + UDP_CHECKSUM - addresses))
        .isEqualTo(captured.slice(addresses, udp + UDP_CHECKSUM - addresses));
    assertThat(built.slice(afterChecksum, 148)).isEqualTo(captured.slice(afterChecksum, 148));
    if (initiation.isIpv4()) {
      assertThat(unsignedShort(built, 2)).isEqualTo(unsignedShort(captured, 2));
      // Ones' complement: over a header with its checksum, the sum is all ones (RFC 1071).
      assertThat(onesComplementSum(captured, 0, 20)).isEqualTo(0xFFFF);
      assertThat(onesComplementSum(built, 0, 20)).isEqualTo(0xFFFF);
    } else {
      assertThat(unsignedShort(built, 4)).isEqualTo(unsignedShort(captured, 4));
      assertThat(unsignedShort(built, 6)).isEqualTo(unsignedShort(captured, 6));
    }
  }

  /** The worked example of "Internet checksum" in Wikipedia, which has the same parameters. */
  @Test
  void theIpv4HeaderIsTheOneOfTheTextbook() {
    byte[] payload = new byte[0x73 - 28];

    ByteBuffer built =
        builder.build(
            new InetSocketAddress("192.168.0.1", 1),
            new InetSocketAddress("192.168.0.199", 2),
            ByteBuffer.wrap(payload));

    byte[] header = new byte[20];
    built.get(0, header);
    assertThat(HexFormat.of().formatHex(header))
        .isEqualTo("45000073000040004011b861c0a80001c0a800c7");
  }

  @Test
  void theIpv6HeaderIsThatOfRfc8200() {
    ByteBuffer built = builder.build(SOURCE_6, DESTINATION_6, ByteBuffer.wrap(new byte[148]));

    byte[] header = new byte[48];
    built.get(0, header);
    assertThat(HexFormat.of().formatHex(header, 0, 46))
        .isEqualTo(
            "60000000009c1140"
                + "20010db8000000000000000000000077"
                + "20010db8000000000000000000000001"
                + "04d2ca6c009c");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 147, 148, 149, 1000})
  void anyLengthSumsUpToAllOnes(int length) {
    byte[] payload = new byte[length];
    for (int i = 0; i < length; i++) {
      payload[i] = (byte) (i * 37 + 255);
    }

    ByteBuffer four = builder.build(SOURCE_4, DESTINATION_4, ByteBuffer.wrap(payload));
    assertThat(sumWithPseudoHeader(four, 12, 20)).isEqualTo(0xFFFF);
    ByteBuffer six = builder.build(SOURCE_6, DESTINATION_6, ByteBuffer.wrap(payload));
    assertThat(sumWithPseudoHeader(six, 8, 40)).isEqualTo(0xFFFF);
  }

  private static int sumWithPseudoHeader(ByteBuffer ip, int addresses, int udp) {
    int udpLength = ip.limit() - udp;
    ByteBuffer whole = ByteBuffer.allocate(udp - addresses + 4 + udpLength);
    whole.put(ip.slice(addresses, udp - addresses)).putShort((short) 17);
    whole.putShort((short) udpLength).put(ip.slice(udp, udpLength));
    return onesComplementSum(whole, 0, whole.capacity());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aChecksumOfZeroIsSentAsAllOnes(boolean ipv4) {
    InetSocketAddress source = ipv4 ? SOURCE_4 : SOURCE_6;
    InetSocketAddress destination = ipv4 ? DESTINATION_4 : DESTINATION_6;
    int udp = ipv4 ? 20 : 40;
    byte[] payload = new byte[148];
    ByteBuffer built = builder.build(source, destination, ByteBuffer.wrap(payload));
    // The difference to all ones, whose complement is zero.
    payload[10] = built.get(udp + UDP_CHECKSUM);
    payload[11] = built.get(udp + UDP_CHECKSUM + 1);

    built = builder.build(source, destination, ByteBuffer.wrap(payload));

    assertThat(unsignedShort(built, udp + UDP_CHECKSUM)).isEqualTo(0xFFFF);
  }

  @Test
  void aSecondDatagramHasNothingOfTheFirst() {
    byte[] payload = new byte[148];
    ByteBuffer fresh = new UdpDatagramBuilder(148).build(SOURCE_4, DESTINATION_4, wrap(payload));
    byte[] ones = new byte[1000];
    Arrays.fill(ones, (byte) -1);

    var unused = builder.build(SOURCE_6, DESTINATION_6, wrap(ones));
    ByteBuffer second = builder.build(SOURCE_4, DESTINATION_4, wrap(payload));

    assertThat(second).isEqualTo(fresh);
  }

  private static ByteBuffer wrap(byte[] payload) {
    return ByteBuffer.wrap(payload);
  }

  @Test
  void thePayloadIsReadFromPositionToLimitAndNotMoved() {
    byte[] payload = new byte[148];
    payload[0] = 1;
    ByteBuffer inside = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    inside.put(7, payload).position(7).limit(155);
    ByteBuffer expected = ByteBuffer.allocate(176);
    expected.put(builder.build(SOURCE_4, DESTINATION_4, wrap(payload))).flip();

    ByteBuffer built = builder.build(SOURCE_4, DESTINATION_4, inside);

    assertThat(built).isEqualTo(expected);
    assertThat(inside.position()).isEqualTo(7);
    assertThat(inside.limit()).isEqualTo(155);
  }
}
