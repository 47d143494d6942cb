package io.jitpeers.netlink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import io.jitpeers.testkit.ManualTime;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Link notifications that sockets receive, and how the sockets wait. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FakeLinksTest {
  private static final NetlinkSocketOptions LINKS =
      NetlinkSocketOptions.of(Netlink.NETLINK_ROUTE).withGroups(Uapi.RTMGRP_LINK);
  private static final int WITHOUT_END = -1;

  private final FakeNetlinkKernel kernel = new FakeNetlinkKernel(new ManualTime());
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);

  @Test
  void tellsOfLinksThatComeChangeAndGo() throws Exception {
    try (NetlinkSocket socket = kernel.sockets().open(LINKS)) {
      FakeDevice wg0 = kernel.addDevice("wg0", null, 1);
      wg0.setListenPort(2);
      wg0.setUp(false);
      kernel.renameLink("wg0", "wg1");
      kernel.deleteLink("wg1");
      assertThat(heard(socket))
          .containsExactly(
              "NEW 2 wg0 up wireguard",
              "NEW 2 wg0 wireguard",
              "NEW 2 wg1 wireguard",
              "DEL 2 wg1 wireguard");
      kernel.addOtherLink("eth0");
      assertThat(heard(socket)).containsExactly("NEW 3 eth0 up");
    }
  }

  @Test
  void tellsOnlyWhoeverJoined() throws Exception {
    try (NetlinkSocket deaf =
        kernel.sockets().open(NetlinkSocketOptions.of(Netlink.NETLINK_ROUTE))) {
      kernel.addOtherLink("eth0");
      assertThat(deaf.receiveNow(buffer)).isNegative();
      assertThat(deaf.awaitReadable(0)).isFalse();
    }
  }

  @Test
  void givesAllLinks() throws Exception {
    kernel.addOtherLink("eth0");
    try (NetlinkSocket socket = kernel.sockets().open(LINKS)) {
      MessageWriter request = new MessageWriter(64);
      request.begin(Uapi.RTM_GETLINK, Netlink.NLM_F_DUMP).bytes(new byte[16]).end();
      socket.send(request.datagram());
      assertThat(heard(socket)).containsExactly("NEW 1 lo up", "NEW 2 eth0 up", "DONE");
    }
  }

  @Test
  void losesWhatItIsToldTo() throws Exception {
    try (NetlinkSocket socket = kernel.sockets().open(LINKS)) {
      kernel.loseNotifications();
      kernel.addOtherLink("eth0");
      assertThat(socket.awaitReadable(WITHOUT_END)).isTrue();
      assertThatThrownBy(() -> socket.receiveNow(buffer))
          .isInstanceOfSatisfying(
              SystemCallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOBUFS));
      assertThat(heard(socket)).containsExactly("NEW 2 eth0 up");
    }
  }

  @Test
  void waitsForANotification() throws Exception {
    try (NetlinkSocket socket = kernel.sockets().open(LINKS)) {
      CompletableFuture<Boolean> waiting = waitOnAnotherThread(socket);
      kernel.addOtherLink("eth0");
      assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
      assertThat(socket.receive(buffer)).isPositive();
      assertThat(socket.awaitReadable(1)).isFalse();
    }
  }

  @Test
  void endsAWaitByAWakeUpAndByClosing() throws Exception {
    NetlinkSocket socket = kernel.sockets().open(LINKS);
    CompletableFuture<Boolean> waiting = waitOnAnotherThread(socket);
    socket.wakeUp();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isFalse();
    socket.wakeUp();
    assertThat(socket.awaitReadable(WITHOUT_END)).isFalse();
    CompletableFuture<Boolean> last = waitOnAnotherThread(socket);
    socket.close();
    socket.close();
    assertThatThrownBy(() -> last.get(60, TimeUnit.SECONDS)).hasMessageContaining("EBADF");
    assertThatThrownBy(() -> socket.receive(buffer)).hasMessageContaining("EBADF");
    assertThat(kernel.openSockets()).isZero();
  }

  private List<String> heard(NetlinkSocket socket) throws Exception {
    List<String> heard = new ArrayList<>();
    MessageReader message = new MessageReader(buffer);
    for (int n = socket.receiveNow(buffer); n >= 0; n = socket.receiveNow(buffer)) {
      message.reset(n);
      while (message.next()) {
        heard.add(message.type() == Netlink.NLMSG_DONE ? "DONE" : link(message));
      }
    }
    return heard;
  }

  private String link(MessageReader message) throws Exception {
    StringBuilder text = new StringBuilder(message.type() == Uapi.RTM_NEWLINK ? "NEW " : "DEL ");
    text.append(message.payloadInt(4));
    AttributeReader attributes = new AttributeReader(buffer);
    AttributeReader info = new AttributeReader(buffer);
    message.attributes(attributes, 16);
    String kind = "";
    while (attributes.next()) {
      if (attributes.type() == Uapi.IFLA_IFNAME) {
        text.append(' ').append(attributes.text());
      } else if (attributes.type() == Uapi.IFLA_LINKINFO) {
        attributes.nested(info);
        assertThat(info.next()).isTrue();
        kind = " " + info.text();
      }
    }
    return text.append(message.payloadInt(8) == Uapi.IFF_UP ? " up" : "").append(kind).toString();
  }

  private static CompletableFuture<Boolean> waitOnAnotherThread(NetlinkSocket socket) {
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(socket.awaitReadable(WITHOUT_END));
              } catch (SystemCallException e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return result;
  }
}
