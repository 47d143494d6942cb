package io.jitpeers.pcap.internal.reinjection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.pcap.internal.reinjection.RouteMessages.Answer;
import io.jitpeers.pcap.internal.reinjection.RouteMessages.Kind;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteMessagesTest {
  private static final int SEQUENCE = 0x01020304;

  private static String request(String address) throws Exception {
    assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the vectors are");
    MessageWriter request = new MessageWriter(RouteMessages.REQUEST_LENGTH);
    RouteMessages.encodeRequests(request, SEQUENCE, InetAddress.getByName(address));
    byte[] bytes = new byte[request.length()];
    request.datagram().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void asksForTheRouteToAnIpv4Address() throws Exception {
    assertThat(request("192.0.2.1"))
        .isEqualTo(
            // nlmsghdr: length 36, RTM_GETROUTE, NLM_F_REQUEST, sequence, port id
            "240000001a0001000403020100000000"
                // rtmsg: AF_INET, 32 bits
                + "022000000000000000000000"
                // RTA_DST
                + "08000100c0000201");
  }

  @Test
  void asksForTheRouteToAnIpv6Address() throws Exception {
    assertThat(request("2001:db8::1"))
        .isEqualTo(
            "300000001a0001000403020100000000"
                + "0a8000000000000000000000"
                + "1400010020010db8000000000000000000000001");
  }

  @Test
  void readsTheTypeOfARoute() {
    assertThat(parse(ScriptedRouteSocket.routeMessage(SEQUENCE, 200)))
        .isEqualTo(new Answer(Kind.ROUTE, 200, null));
  }

  @Test
  void readsThePreferredSource() throws Exception {
    // RTA_TABLE before it, and RTA_UID after it.
    ByteBuffer route = ScriptedRouteSocket.header(28 + 24, 24, SEQUENCE).put(16 + 7, (byte) 1);
    route.putShort(28, (short) 8).putShort(30, (short) 15).putInt(32, 254);
    route.putShort(36, (short) 8).putShort(38, (short) 7).put(40, new byte[] {(byte) 192, 0, 2, 1});
    route.putShort(44, (short) 8).putShort(46, (short) 25);
    assertThat(parse(route))
        .isEqualTo(new Answer(Kind.ROUTE, 1, InetAddress.getByName("192.0.2.1")));
    route.putShort(28, (short) 3);
    assertThat(parse(route)).isEqualTo(new Answer(Kind.ROUTE, 1, null));
    route.putShort(28, (short) 8).putShort(36, (short) 7);
    assertThat(parse(route)).isEqualTo(new Answer(Kind.ROUTE, 1, null));
  }

  @Test
  void readsAnError() {
    assertThat(parse(ScriptedRouteSocket.errorMessage(SEQUENCE, 101)))
        .isEqualTo(new Answer(Kind.ERROR, 101, null));
  }

  @Test
  void findsTheAnswerBehindOtherMessages() {
    // 38 bytes; the next message begins after 40.
    ByteBuffer other = ScriptedRouteSocket.header(38, 24, SEQUENCE + 1);
    ByteBuffer both = ByteBuffer.allocate(76).order(ByteOrder.nativeOrder());
    both.put(0, other, 0, 38);
    both.put(40, ScriptedRouteSocket.routeMessage(SEQUENCE, 2), 0, 36);
    assertThat(parse(both)).isEqualTo(new Answer(Kind.ROUTE, 2, null));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 37, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void aLengthThatCannotBeIsNoAnswer(int length) {
    assertThat(parse(ScriptedRouteSocket.routeMessage(SEQUENCE, 2).putInt(0, length))).isNull();
  }

  @Test
  void aMessageThatIsTooShortForItsTypeIsNoAnswer() {
    assertThat(parse(ScriptedRouteSocket.header(27, 24, SEQUENCE))).isNull();
    assertThat(parse(ScriptedRouteSocket.header(19, 2, SEQUENCE))).isNull();
    assertThat(parse(ScriptedRouteSocket.header(36, 3, SEQUENCE))).isNull();
    assertThat(parse(ByteBuffer.allocate(0))).isNull();
  }

  @Test
  void garbageIsNoException() {
    Random random = new Random(4);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      ByteBuffer garbage = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
      if (bytes.length >= 16) {
        garbage.putInt(0, random.nextInt(90)).putShort(4, (short) random.nextInt(30));
        garbage.putInt(8, SEQUENCE + random.nextInt(2));
      }
      assertThatCode(() -> parse(garbage)).doesNotThrowAnyException();
    }
  }

  private static Answer parse(ByteBuffer datagram) {
    return new RouteMessages(datagram).parseAnswer(datagram.limit(), SEQUENCE);
  }
}
