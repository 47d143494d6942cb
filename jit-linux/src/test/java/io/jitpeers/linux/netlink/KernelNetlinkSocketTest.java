package io.jitpeers.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.Capability;
import io.jitpeers.linux.Errno;
import io.jitpeers.linux.NetworkNamespace;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.SystemSocket;
import io.jitpeers.testing.RequiresLinux;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uses this machine's kernel, for requests that need neither WireGuard nor privileges. */
@RequiresLinux
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KernelNetlinkSocketTest {
  private static final NetlinkSocketOptions GENERIC =
      NetlinkSocketOptions.of(Netlink.NETLINK_GENERIC);
  private static final int NETLINK_USERSOCK = 2;
  private static final int WITHOUT_END = -1;

  private final NetlinkSocketFactory sockets = KernelNetlinkSockets.ofProcess();

  @Test
  void wakesUpWhoeverWaits() throws Exception {
    try (NetlinkSocket socket = sockets.open(GENERIC)) {
      CompletableFuture<Boolean> waiting = waitOnAnotherThread(socket);
      socket.wakeUp();
      assertThat(waiting.get(60, TimeUnit.SECONDS)).isFalse();
      // A wake-up before the wait ends it too, and is then used up.
      socket.wakeUp();
      assertThat(socket.awaitReadable(WITHOUT_END)).isFalse();
      assertThat(socket.awaitReadable(0)).isFalse();
    }
  }

  @Test
  void tellsThatThereIsSomethingToReceive() throws Exception {
    try (NetlinkSocket socket = sockets.open(GENERIC)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
      assertThat(socket.receiveNow(buffer)).isNegative();
      MessageWriter request = new MessageWriter(64);
      request.begin(Netlink.GENL_ID_CTRL, Netlink.NLM_F_ACK).genericHeader(99, 1).end();
      socket.send(request.datagram());
      assertThat(socket.awaitReadable(WITHOUT_END)).isTrue();
      assertThat(socket.receiveNow(buffer)).isPositive();
      assertThat(socket.receiveNow(buffer)).isNegative();
    }
  }

  // Closing and waiting again race, so the test repeats.
  @RepeatedTest(30)
  void endsAWaitWhenItIsClosed() throws Exception {
    NetlinkSocket socket = sockets.open(GENERIC);
    CountDownLatch begun = new CountDownLatch(1);
    // Waits again after each wake-up, like a receiving thread.
    CompletableFuture<Void> waiting =
        onAnotherThread(
            () -> {
              begun.countDown();
              while (!socket.awaitReadable(WITHOUT_END)) {
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
              }
              return null;
            });
    begun.await();
    socket.close();
    assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(SystemCallException.class)
        .hasMessageContaining("EBADF");
  }

  @Test
  void endsAReceiveWhenItIsClosed() throws Exception {
    NetlinkSocket socket = sockets.open(GENERIC);
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Integer> receiving =
        onAnotherThread(
            () -> {
              begun.countDown();
              return socket.receive(ByteBuffer.allocateDirect(64));
            });
    begun.await();
    socket.close();
    assertThatThrownBy(() -> receiving.get(60, TimeUnit.SECONDS)).hasMessageContaining("EBADF");
  }

  @Test
  void saysThatTheKernelDidNotAnswer() throws Exception {
    NetlinkSocketOptions hasty =
        new NetlinkSocketOptions(Netlink.NETLINK_GENERIC, 0, 0, Duration.ofMillis(20), 0, 0, true);
    try (NetlinkSocket socket = sockets.open(hasty)) {
      assertThatThrownBy(() -> socket.receive(ByteBuffer.allocateDirect(64)))
          .hasMessage("waiting 0.02 s for the kernel to answer: ETIMEDOUT (timed out)");
    }
  }

  @Test
  void isOfNoUseAfterItIsClosedTwice() throws Exception {
    NetlinkSocket socket = sockets.open(GENERIC);
    socket.close();
    socket.close();
    assertThatCode(socket::wakeUp).doesNotThrowAnyException();
    ByteBuffer buffer = ByteBuffer.allocateDirect(64);
    assertThatThrownBy(() -> socket.receive(buffer)).hasMessageContaining("EBADF");
    assertThatThrownBy(() -> socket.receiveNow(buffer)).hasMessageContaining("EBADF");
    assertThatThrownBy(() -> socket.send(buffer)).hasMessageContaining("EBADF");
    assertThatThrownBy(() -> socket.awaitReadable(0)).hasMessageContaining("EBADF");
  }

  @Test
  void namesTheNamespaceThatIsMissing() {
    NetlinkSocketFactory missing = inNamespace("jitpeers-none");
    assertThatThrownBy(() -> missing.open(GENERIC))
        .isInstanceOf(SystemCallException.class)
        .hasMessage(
            "opening the network namespace /run/netns/jitpeers-none: ENOENT (no such thing); no such"
                + " network namespace: \"ip netns list\" shows those that have a name");
  }

  @Test
  void namesTheFileThatIsNoNamespace() throws Exception {
    NetlinkSocketFactory wrong = inNamespace("/dev/null");
    assertThatThrownBy(() -> wrong.open(GENERIC))
        .isInstanceOf(SystemCallException.class)
        .hasMessageStartingWith("entering the network namespace /dev/null: ");
  }

  @Test
  void refusesAProtocolThatThereIsNot() {
    assertThatThrownBy(() -> sockets.open(NetlinkSocketOptions.of(31)))
        .isInstanceOfSatisfying(
            SystemCallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPROTONOSUPPORT));
  }

  @Test
  void ignoresWhatOtherProcessesSend() throws Exception {
    NetlinkSocketOptions userOnly = NetlinkSocketOptions.of(NETLINK_USERSOCK);
    try (NetlinkSocket socket = sockets.open(userOnly)) {
      sendTo(socket.portId());
      assertThat(socket.awaitReadable(WITHOUT_END)).isTrue();
      assertThat(socket.receiveNow(ByteBuffer.allocateDirect(64))).isNegative();
      // The datagram was removed from the queue.
      assertThat(socket.awaitReadable(0)).isFalse();
    }
  }

  @Test
  void tellsTheWholeLengthOfADatagramThatWasCut() throws Exception {
    try (NetlinkSocket socket = sockets.open(GENERIC)) {
      MessageWriter request = new MessageWriter(64);
      request
          .begin(Netlink.GENL_ID_CTRL, 0)
          .genericHeader(Netlink.CTRL_CMD_GETFAMILY, 1)
          .putText(Netlink.CTRL_ATTR_FAMILY_NAME, "nlctrl")
          .end();
      socket.send(request.datagram());
      assertThat(socket.receive(ByteBuffer.allocateDirect(20))).isGreaterThan(20);
    }
  }

  @Test
  void hasTheBuffersThatWereAskedFor() throws Exception {
    // Without privileges the system's limit applies; every system permits this size.
    try (NetlinkSocket socket = sockets.open(GENERIC.withBuffers(128 * 1024, 128 * 1024))) {
      MessageWriter request = new MessageWriter(100 * 1024);
      request.begin(Netlink.GENL_ID_CTRL, Netlink.NLM_F_ACK).genericHeader(99, 1);
      request.putBytes(1, new byte[60_000]).end();
      socket.send(request.datagram());
      ByteBuffer answer = ByteBuffer.allocateDirect(4096);
      // Capped: the refusal does not contain the request.
      assertThat(socket.receive(answer)).isLessThan(200);
    }
  }

  /** Sends from another socket of this process, as another process would. */
  private static void sendTo(int portId) throws SystemCallException {
    ByteBuffer address = direct(12).putShort(0, (short) SystemSocket.AF_NETLINK).putInt(4, portId);
    ByteBuffer message = direct(16).putInt(0, 16);
    try (SystemSocket socket =
        SystemSocket.open(
            "the other", SystemSocket.AF_NETLINK, SystemSocket.SOCK_RAW, NETLINK_USERSOCK)) {
      socket.sendTo(message, address);
    }
  }

  private static ByteBuffer direct(int length) {
    return ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
  }

  private static NetlinkSocketFactory inNamespace(String nameOrPath) {
    return KernelNetlinkSockets.of(NetworkNamespace.of(nameOrPath, Capability.CAP_NET_ADMIN));
  }

  private static CompletableFuture<Boolean> waitOnAnotherThread(NetlinkSocket socket) {
    return onAnotherThread(() -> socket.awaitReadable(WITHOUT_END));
  }

  private interface Work<T> {
    T run() throws Exception;
  }

  private static <T> CompletableFuture<T> onAnotherThread(Work<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(work.run());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return result;
  }
}
