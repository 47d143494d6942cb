package io.jitpeers.pcap.internal.reinjection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests and answers recorded with Linux 6.1. */
class ConntrackLookupTest {
  private static final InetSocketAddress CLIENT4 = new InetSocketAddress("198.18.1.2", 40000);
  private static final InetSocketAddress GATEWAY4 = new InetSocketAddress("198.18.1.1", 443);
  private static final InetSocketAddress CLIENT6 = new InetSocketAddress("2001:db8::2", 40000);
  private static final InetSocketAddress GATEWAY6 = new InetSocketAddress("2001:db8::1", 443);

  // Both from the byte after nlmsghdr.
  private static final String ASKED4 =
      "02000000340001801400018008000100c612010208000200c61201011c000280050001001100000006000200"
          + "9c4000000600030001bb0000";
  private static final String ASKED6 =
      "0a0000004c0001802c0001801400030020010db80000000000000000000000021400040020010db8000000000"
          + "0000000000000011c0002800500010011000000060002009c4000000600030001bb0000";
  private static final String FOUND4 =
      ASKED4
          + "340002801400018008000100c612010108000200c61201021c000280050001001100000006000200"
          + "ca6c0000060003009c40000008000300000001a808000c00e6ab9ad208000b0000000002080007000000001d";
  private static final String FOUND6 =
      ASKED6
          + "4c0002802c0001801400030020010db80000000000000000000000011400040020010db80000000000000000"
          + "000000021c000280050001001100000006000200ca6c0000060003009c40000008000300000001a808000c00"
          + "9f556c0d08000b0000000002080007000000001d";

  private static final int CT_NEW = 0x100;
  private static final int CT_GET = 0x101;

  private final ScriptedRouteSocket kernel = new ScriptedRouteSocket();
  private final ConntrackLookup lookup = new ConntrackLookup(kernel);

  @BeforeEach
  void theVectorsAreOfLittleEndian() {
    assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
  }

  private void answer(int type, String payload) {
    kernel.answers.add(sequence -> message(type, sequence, HexFormat.of().parseHex(payload)));
  }

  private static ByteBuffer message(int type, int sequence, byte[] payload) {
    ByteBuffer message = ScriptedRouteSocket.header(16 + payload.length, type, sequence);
    return message.put(16, payload);
  }

  private String asked() {
    byte[] request = kernel.requests.get(kernel.requests.size() - 1);
    assertThat(ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).getShort(4))
        .isEqualTo((short) CT_GET);
    return HexFormat.of().formatHex(request, 16, request.length);
  }

  @Test
  void findsWhereIpv4Leads() throws Exception {
    answer(CT_NEW, FOUND4);

    assertThat(lookup.translated(CLIENT4, GATEWAY4))
        .isEqualTo(new InetSocketAddress("198.18.1.1", 51820));
    assertThat(asked()).isEqualTo(ASKED4);
  }

  @Test
  void findsWhereIpv6Leads() throws Exception {
    answer(CT_NEW, FOUND6);

    assertThat(lookup.translated(CLIENT6, GATEWAY6))
        .isEqualTo(new InetSocketAddress("2001:db8::1", 51820));
    assertThat(asked()).isEqualTo(ASKED6);
  }

  /** The kernel also finds a connection by its reply direction. */
  @Test
  void whatThisMachineBeganIsNotTheClients() throws Exception {
    answer(CT_NEW, FOUND4);

    InetSocketAddress from = new InetSocketAddress("198.18.1.1", 51820);
    assertThat(lookup.translated(from, CLIENT4)).isNull();
  }

  @Test
  void aConnectionThatThereIsNotLeadsNowhere() throws Exception {
    kernel.error(Errno.ENOENT);

    assertThat(lookup.translated(CLIENT4, GATEWAY4)).isNull();
  }

  @Test
  void lateAnswersToEarlierQuestionsAreSkipped() throws Exception {
    kernel.answers.add(sequence -> ScriptedRouteSocket.errorMessage(sequence - 1, Errno.ENOENT));
    kernel.answers.add(sequence -> message(CT_NEW, sequence - 1, new byte[4]));
    answer(CT_NEW, FOUND4);

    assertThat(lookup.translated(CLIENT4, GATEWAY4)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "1, CAP_NET_ADMIN", // EPERM
    "22, nf_conntrack_netlink", // EINVAL
    "95, nf_conntrack_netlink", // EOPNOTSUPP
    "105, ENOBUFS"
  })
  void whatCannotBeAskedSaysWhatToDo(int errno, String advice) {
    kernel.error(errno);

    assertThatThrownBy(lookup::probe)
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("looking up the translation")
        .hasMessageContaining(advice);
  }

  @Test
  void askingAboutNobodyIsNoFailure() {
    kernel.error(Errno.ENOENT);

    assertThatCode(lookup::probe).doesNotThrowAnyException();
  }

  @Test
  void withoutAnAnswerItDoesNotWaitForEver() {
    assertThatThrownBy(() -> lookup.translated(CLIENT4, GATEWAY4))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("ETIMEDOUT");
  }

  /** Whatever bytes arrive, there is an answer, no answer, or a descriptive failure. */
  @Test
  void brokenAnswersAreNone() {
    Random random = new Random(1);
    byte[] found = HexFormat.of().parseHex(FOUND4);
    for (int i = 0; i < 2_000; i++) {
      byte[] broken = found.clone();
      for (int change = 0; change < 3; change++) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
      }
      ByteBuffer answer = ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());
      answer.put(0, message(CT_NEW, 7, broken), 0, 16 + broken.length);
      ConntrackMessages messages = new ConntrackMessages(answer);
      assertThatCode(() -> messages.parseAnswer(16 + broken.length, 7, CLIENT4, GATEWAY4))
          .doesNotThrowAnyException();
    }
  }
}
