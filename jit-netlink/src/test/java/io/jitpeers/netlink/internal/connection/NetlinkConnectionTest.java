package io.jitpeers.netlink.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.internal.connection.DumpConsumer.Next;
import io.jitpeers.netlink.testkit.ScriptedSocket;
import io.jitpeers.netlink.testkit.ScriptedSocket.Reply;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetlinkConnectionTest {
  private static final int FAMILY = 0x1D;

  private final ScriptedSocket socket = new ScriptedSocket();
  private final ScriptedSocket next = new ScriptedSocket();
  private final NetlinkConnection connection =
      new NetlinkConnection(
          ScriptedSocket.factory(socket, next), NetlinkSocketOptions.of(Netlink.NETLINK_GENERIC));
  private final List<Integer> seen = new ArrayList<>();

  @Test
  void givesEveryMessageOfADumpToItsConsumer() throws Exception {
    socket
        .reply(part(0, 1))
        .reply(
            (out, sequence, portId) -> {
              part(0, 2).write(out, sequence, portId);
              part(0, 3).write(out, sequence, portId);
              out.message(Netlink.NLMSG_DONE, Netlink.NLM_F_MULTI, sequence, portId).rawInt(0);
              part(0, 4).write(out, sequence, portId);
            });
    assertThat(dump()).isEqualTo(DumpEnd.COMPLETE);
    assertThat(seen).containsExactly(1, 2, 3);
    assertThat(socket.isClosed()).isFalse();
  }

  @Test
  void takesADumpThatEndsWithoutANumberForComplete() throws Exception {
    socket.reply((out, sequence, portId) -> out.message(Netlink.NLMSG_DONE, 0, sequence, portId));
    assertThat(dump()).isEqualTo(DumpEnd.COMPLETE);
  }

  @Test
  void saysThatADumpWasInterrupted() throws Exception {
    socket.reply(part(0, 1)).reply(part(Netlink.NLM_F_DUMP_INTR, 2)).reply(part(0, 3)).done(0);
    assertThat(dump()).isEqualTo(DumpEnd.INTERRUPTED);
    assertThat(seen).containsExactly(1, 2, 3);

    socket.reply(
        (out, sequence, portId) ->
            out.message(Netlink.NLMSG_DONE, Netlink.NLM_F_DUMP_INTR, sequence, portId).rawInt(0));
    assertThat(dump()).isEqualTo(DumpEnd.INTERRUPTED);
  }

  @Test
  void leavesADumpThatIsNotWantedAnyLonger() throws Exception {
    socket.reply(part(0, 1)).reply(part(0, 2));
    DumpEnd end = connection.dump("asking", request(), message -> Next.STOP);
    assertThat(end).isEqualTo(DumpEnd.STOPPED);
    assertThat(socket.isClosed()).isTrue();
    next.reply(part(0, 3)).done(0);
    assertThat(dump()).isEqualTo(DumpEnd.COMPLETE);
    assertThat(seen).containsExactly(3);
  }

  @Test
  void failsWithTheErrorThatEndsADump() throws Exception {
    socket
        .reply(part(0, 1))
        .reply(
            (out, sequence, portId) ->
                out.message(Netlink.NLMSG_DONE, Netlink.NLM_F_ACK_TLVS, sequence, portId)
                    .rawInt(-Errno.EMSGSIZE)
                    .putText(Netlink.NLMSGERR_ATTR_MSG, "too long"));
    assertThatThrownBy(this::dump)
        .hasMessage("asking: EMSGSIZE (message too long); the kernel says: too long");
    // The exchange has ended: no further message belongs to it.
    assertThat(socket.isClosed()).isFalse();
  }

  @Test
  void failsWithTheErrorThatADumpIsRefusedWith() {
    socket.acknowledge(Errno.EPERM);
    assertThatThrownBy(this::dump)
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM))
        .hasMessageContaining("CAP_NET_ADMIN");
    assertThat(socket.isClosed()).isFalse();
  }

  @Test
  void ignoresAnswersThatAreNotItsOwn() throws Exception {
    socket
        .reply(
            (out, sequence, portId) -> {
              part(0, 7).write(out, sequence - 1, portId);
              part(0, 8).write(out, sequence + 1, portId);
              part(0, 9).write(out, sequence, portId + 1);
              out.message(Netlink.NLMSG_DONE, 0, sequence, 0).rawInt(0);
            })
        .reply(part(0, 1))
        .done(0);
    assertThat(dump()).isEqualTo(DumpEnd.COMPLETE);
    assertThat(seen).containsExactly(1);
  }

  @Test
  void givesUpIfOnlyOthersAreAnswered() {
    for (int i = 0; i < 100; i++) {
      socket.reply((out, sequence, portId) -> part(0, 9).write(out, sequence + 1, portId));
    }
    assertThatThrownBy(this::dump)
        .hasMessageContaining("65 datagrams in a row that answer none of our requests");
    assertThat(socket.isClosed()).isTrue();
  }

  @Test
  void givesUpADumpThatBringsNothingNew() {
    for (int i = 0; i < 100; i++) {
      socket.reply(part(0, 9));
    }
    assertThatThrownBy(() -> connection.dump("asking", request(), message -> Next.NO_PROGRESS))
        .hasMessage(
            "asking: the kernel's answer has 65 messages in a row that contain nothing new: the dump"
                + " may be endless");
  }

  @Test
  void givesUpADumpOfNothingButNoops() {
    for (int i = 0; i < 100; i++) {
      socket.reply((out, sequence, portId) -> out.message(Netlink.NLMSG_NOOP, 0, sequence, portId));
    }
    assertThatThrownBy(this::dump).hasMessageContaining("contain nothing new");
    assertThat(seen).isEmpty();
  }

  @Test
  void goesOnForAsLongAsADumpBringsSomething() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      socket.reply(part(0, i));
    }
    socket.done(0);
    int[] count = new int[1];
    DumpEnd end =
        connection.dump(
            "asking",
            request(),
            message -> ++count[0] % 60 == 0 ? Next.CONTINUE : Next.NO_PROGRESS);
    assertThat(end).isEqualTo(DumpEnd.COMPLETE);
    assertThat(count[0]).isEqualTo(1_000);
  }

  @Test
  void takesAnOverrunForALoss() {
    socket.reply(
        (out, sequence, portId) -> out.message(Netlink.NLMSG_OVERRUN, 0, sequence, portId));
    assertFailsWith(Errno.ENOBUFS, "receive buffer was too small");
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.ENOBUFS, Errno.ETIMEDOUT, Errno.EIO, Errno.ENOMEM, Errno.EINTR})
  void startsAnewAfterAReceiveThatFailed(int errno) throws Exception {
    socket.reply(part(0, 1)).error(errno).reply(part(0, 2)).done(0);
    assertFailsWith(errno, Errno.name(errno));
    seen.clear();
    next.reply(part(0, 3)).done(0);
    assertThat(dump()).isEqualTo(DumpEnd.COMPLETE);
    assertThat(seen).containsExactly(3);
  }

  @Test
  void startsAnewAfterASendThatFailed() throws Exception {
    socket.failSends(Errno.EMSGSIZE);
    assertFailsWith(
        Errno.EMSGSIZE, "asking: sending through a netlink socket: EMSGSIZE (message too long)");
    next.done(0);
    assertThat(dump()).isEqualTo(DumpEnd.COMPLETE);
  }

  @Test
  void neverTakesAStaleAnswerOnTheSameSocket() throws Exception {
    socket.acknowledge(0).reply((out, sequence, portId) -> part(0, 9).write(out, 0, portId));
    assertThat(connection.request("setting", request(), message -> Next.CONTINUE)).hasSize(1);
    socket.reply(part(0, 1)).done(0);
    assertThat(dump()).isEqualTo(DumpEnd.COMPLETE);
    assertThat(seen).containsExactly(1);
    assertThat(socket.sent()).hasSize(2);
  }

  @Test
  void refusesADatagramThatIsLongerThanItsBuffer() {
    socket.datagram(new byte[40_000]);
    assertFailsWith(
        Errno.EBADMSG, "answer has a datagram of 40000 bytes, more than the buffer's 32768");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 17, 19, 21, 23, 25})
  void refusesMessagesThatAreCut(int length) {
    socket.reply(
        (out, sequence, portId) -> {
          part(0, 1).write(out, sequence, portId);
          byte[] whole = out.toBytes();
          byte[] part = Arrays.copyOf(whole, length);
          out.clear().raw(part);
        });
    assertThatThrownBy(this::dump).isInstanceOf(NetlinkException.class);
    assertThat(socket.isClosed()).isTrue();
  }

  @Test
  void passesOnWhatAConsumerThrows() throws Exception {
    RuntimeException thrown = new IllegalStateException("the consumer's own");
    socket.reply(part(0, 1)).reply(part(0, 2)).done(0);
    assertThatThrownBy(
            () ->
                connection.dump(
                    "asking",
                    request(),
                    message -> {
                      throw thrown;
                    }))
        .isSameAs(thrown);
    assertThat(socket.isClosed()).isTrue();
    assertThat(bytesThatAreNotZero()).isZero();
    next.reply(part(0, 3)).done(0);
    assertThat(dump()).isEqualTo(DumpEnd.COMPLETE);
    assertThat(seen).containsExactly(3);
  }

  @Test
  void wipesWhatItReceivedHoweverItEnded() throws Exception {
    socket.reply(part(0, -1)).done(0);
    assertThat(dump()).isEqualTo(DumpEnd.COMPLETE);
    assertThat(bytesThatAreNotZero()).isZero();
    socket.reply(part(0, -1)).error(Errno.ENOBUFS);
    assertThatThrownBy(this::dump).isInstanceOf(NetlinkException.class);
    assertThat(bytesThatAreNotZero()).isZero();
    byte[] oversized = new byte[40_000];
    Arrays.fill(oversized, (byte) 1);
    next.datagram(oversized);
    assertThatThrownBy(this::dump).isInstanceOf(NetlinkException.class);
    assertThat(bytesThatAreNotZero()).isZero();
  }

  @Test
  void saysThatItIsClosed() throws Exception {
    socket.done(0);
    assertThat(dump()).isEqualTo(DumpEnd.COMPLETE);
    connection.close();
    connection.close();
    assertThat(socket.isClosed()).isTrue();
    assertFailsWith(Errno.EBADF, "asking: using a closed connection: EBADF");
    assertThat(next.sent()).isEmpty();
  }

  @Test
  void saysWhatTheOpeningFailedWith() {
    NetlinkConnection none =
        new NetlinkConnection(
            ScriptedSocket.factory(), NetlinkSocketOptions.of(Netlink.NETLINK_GENERIC));
    assertThatThrownBy(() -> none.dump("asking", request(), message -> Next.CONTINUE))
        .hasMessage("asking: opening a netlink socket: EMFILE (too many open files)");
  }

  private void assertFailsWith(int errno, String text) {
    assertThatThrownBy(this::dump)
        .isInstanceOfSatisfying(NetlinkException.class, e -> assertThat(e.errno()).isEqualTo(errno))
        .hasMessageContaining(text);
  }

  private DumpEnd dump() throws NetlinkException {
    AttributeReader attributes = new AttributeReader(connection.buffer());
    return connection.dump(
        "asking",
        request(),
        (MessageReader message) -> {
          message.attributes(attributes, Netlink.GENERIC_HEADER_LENGTH);
          while (attributes.next()) {
            seen.add(attributes.u32());
          }
          return Next.CONTINUE;
        });
  }

  private static MessageWriter request() {
    MessageWriter request = new MessageWriter(64);
    request.begin(FAMILY, Netlink.NLM_F_DUMP).genericHeader(0, 1).end();
    return request;
  }

  /** A part of a dump that holds a number. */
  private static Reply part(int flags, int number) {
    return (out, sequence, portId) ->
        out.message(FAMILY, Netlink.NLM_F_MULTI | flags, sequence, portId)
            .generic(0)
            .putU32(1, number);
  }

  private int bytesThatAreNotZero() {
    ByteBuffer buffer = connection.buffer();
    int count = 0;
    for (int i = 0; i < buffer.capacity(); i++) {
      count += buffer.get(i) == 0 ? 0 : 1;
    }
    return count;
  }
}
