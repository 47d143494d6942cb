package io.jitpeers.netlink.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import io.jitpeers.linux.testkit.ReplyBuilder;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.internal.connection.DumpConsumer.Next;
import io.jitpeers.netlink.testkit.ScriptedSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests that are acknowledged: {@link NetlinkConnection#request}. */
class NetlinkRequestTest {
  private static final int FAMILY = 0x1D;
  private static final Acknowledgement DONE = new Acknowledgement(0, null, -1);

  private final ScriptedSocket socket = new ScriptedSocket();
  private final NetlinkConnection connection =
      new NetlinkConnection(
          ScriptedSocket.factory(socket), NetlinkSocketOptions.of(Netlink.NETLINK_GENERIC));
  private final List<Integer> replies = new ArrayList<>();

  @Test
  void givesTheAnswersInTheOrderOfTheRequests() throws Exception {
    socket
        .reply((out, sequence, portId) -> acknowledge(out, sequence + 2, portId, Errno.ENOMEM))
        .reply(
            (out, sequence, portId) -> {
              acknowledge(out, sequence, portId, 0);
              acknowledge(out, sequence + 1, portId, Errno.EINVAL);
            });
    assertThat(request(3))
        .containsExactly(
            DONE,
            new Acknowledgement(Errno.EINVAL, null, -1),
            new Acknowledgement(Errno.ENOMEM, null, -1));
    assertThat(socket.stepsLeft()).isZero();
    assertThat(socket.isClosed()).isFalse();
  }

  @Test
  void countsARequestThatIsAcknowledgedTwiceOnce() throws Exception {
    socket
        .reply((out, sequence, portId) -> acknowledge(out, sequence, portId, 0))
        .reply((out, sequence, portId) -> acknowledge(out, sequence, portId, Errno.EINVAL))
        .reply((out, sequence, portId) -> acknowledge(out, sequence + 1, portId, 0));
    assertThat(request(2)).hasSize(2).doesNotContainNull();
    assertThat(socket.stepsLeft()).isZero();
  }

  @Test
  void failsIfAnAnswerDoesNotCome() {
    socket.reply((out, sequence, portId) -> acknowledge(out, sequence, portId, 0));
    assertThatThrownBy(() -> request(2))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ETIMEDOUT));
    assertThat(socket.isClosed()).isTrue();
  }

  @Test
  void sendsNothingIfThereIsNothingToSend() throws Exception {
    assertThat(request(0)).isEmpty();
    assertThat(socket.sent()).isEmpty();
  }

  @Test
  void givesRepliesToTheConsumerAndNetlinksOwnMessagesToNobody() throws Exception {
    socket.reply(
        (out, sequence, portId) -> {
          out.message(Netlink.NLMSG_NOOP, 0, sequence, portId);
          out.message(FAMILY, 0, sequence, portId).generic(1);
          acknowledge(out, sequence, portId, 0);
          out.message(FAMILY + 1, 0, sequence, portId).generic(1);
        });
    assertThat(request(1)).containsExactly(DONE);
    assertThat(replies).containsExactly(FAMILY);
  }

  @Test
  void givesUpIfRepliesHaveNoEnd() {
    for (int i = 0; i < 100; i++) {
      socket.reply((out, sequence, portId) -> out.message(FAMILY, 0, sequence, portId).generic(1));
    }
    assertThatThrownBy(() -> request(1))
        .hasMessageContaining("65 messages in a row that acknowledge nothing");
  }

  @Test
  void readsTextAndOffsetBehindACappedRequest() throws Exception {
    socket.reply(
        (out, sequence, portId) -> {
          int flags = Netlink.NLM_F_CAPPED | Netlink.NLM_F_ACK_TLVS;
          out.message(Netlink.NLMSG_ERROR, flags, sequence, portId)
              .rawInt(-Errno.EINVAL)
              // The header says how long the request was, of which nothing else is here.
              .rawInt(60_000)
              .raw(new byte[12]);
          says(out, "Unknown attribute type", 28);
        });
    assertThat(request(1))
        .containsExactly(new Acknowledgement(Errno.EINVAL, "Unknown attribute type", 28));
  }

  @Test
  void readsTextAndOffsetBehindAWholeRequest() throws Exception {
    socket.reply(
        (out, sequence, portId) -> {
          out.message(Netlink.NLMSG_ERROR, Netlink.NLM_F_ACK_TLVS, sequence, portId)
              .rawInt(-Errno.EINVAL)
              .rawInt(30)
              .raw(new byte[28]);
          says(out, "no", 20);
        });
    assertThat(request(1)).containsExactly(new Acknowledgement(Errno.EINVAL, "no", 20));
  }

  @Test
  void keepsAWarningThatComesWithSuccess() throws Exception {
    socket.reply(
        (out, sequence, portId) -> {
          int flags = Netlink.NLM_F_CAPPED | Netlink.NLM_F_ACK_TLVS;
          out.message(Netlink.NLMSG_ERROR, flags, sequence, portId).rawInt(0).raw(new byte[16]);
          out.put(99, (byte) 1).putText(Netlink.NLMSGERR_ATTR_MSG, "deprecated");
        });
    Acknowledgement answer = request(1)[0];
    assertThat(answer.isSuccess()).isTrue();
    assertThat(answer.kernelText()).isEqualTo("deprecated");
  }

  @Test
  void refusesNumbersThatAreNoErrors() {
    for (int number : new int[] {1, Integer.MAX_VALUE, -4096, Integer.MIN_VALUE}) {
      ScriptedSocket one =
          new ScriptedSocket()
              .reply((out, sequence, portId) -> acknowledge(out, sequence, portId, -number));
      assertThatThrownBy(() -> send(one, 1))
          .hasMessage(
              "setting: the kernel's answer has an error message with the number " + number);
    }
  }

  @Test
  void refusesAcknowledgementsThatAreCut() {
    List<ScriptedSocket> cut =
        List.of(
            new ScriptedSocket()
                .reply(
                    (out, sequence, portId) ->
                        out.message(Netlink.NLMSG_ERROR, 0, sequence, portId)),
            new ScriptedSocket()
                .reply(
                    (out, sequence, portId) ->
                        out.message(Netlink.NLMSG_ERROR, Netlink.NLM_F_ACK_TLVS, sequence, portId)
                            .rawInt(-1)),
            new ScriptedSocket()
                .reply(
                    (out, sequence, portId) ->
                        out.message(Netlink.NLMSG_ERROR, Netlink.NLM_F_ACK_TLVS, sequence, portId)
                            .rawInt(-1)
                            .rawInt(Integer.MAX_VALUE)
                            .raw(new byte[12])),
            new ScriptedSocket()
                .reply(
                    (out, sequence, portId) ->
                        out.message(Netlink.NLMSG_ERROR, Netlink.NLM_F_ACK_TLVS, sequence, portId)
                            .rawInt(-1)
                            .rawInt(3)
                            .raw(new byte[12])));
    for (ScriptedSocket one : cut) {
      assertThatThrownBy(() -> send(one, 1))
          .isInstanceOfSatisfying(
              NetlinkException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBADMSG));
      assertThat(one.isClosed()).isTrue();
    }
  }

  private static void acknowledge(ReplyBuilder out, int sequence, int portId, int errno) {
    out.message(Netlink.NLMSG_ERROR, Netlink.NLM_F_CAPPED, sequence, portId)
        .rawInt(-errno)
        .raw(new byte[Netlink.HEADER_LENGTH]);
  }

  private static void says(ReplyBuilder out, String text, int offset) {
    out.putText(Netlink.NLMSGERR_ATTR_MSG, text).putU32(Netlink.NLMSGERR_ATTR_OFFS, offset);
  }

  private Acknowledgement[] request(int count) throws NetlinkException {
    return connection.request("setting", requests(count), this::take);
  }

  private Next take(MessageReader message) {
    replies.add(message.type());
    return Next.STOP;
  }

  private static Acknowledgement[] send(ScriptedSocket socket, int count) throws NetlinkException {
    NetlinkConnection connection =
        new NetlinkConnection(
            ScriptedSocket.factory(socket), NetlinkSocketOptions.of(Netlink.NETLINK_GENERIC));
    return connection.request("setting", requests(count), message -> Next.CONTINUE);
  }

  private static MessageWriter requests(int count) {
    MessageWriter writer = new MessageWriter(256);
    for (int i = 0; i < count; i++) {
      writer.begin(FAMILY, Netlink.NLM_F_ACK).genericHeader(1, 1).end();
    }
    return writer;
  }
}
