package io.jitpeers.netlink.internal.nfqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.linux.netlink.NetlinkSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class VerdictSenderTest {
  private final SendingSocket socket = new SendingSocket();
  private final QueueCounters counters = new QueueCounters();
  private final VerdictSender sender = new VerdictSender(socket, 7, counters);

  /** Notes the ids of verdicts. */
  private static final class SendingSocket implements NetlinkSocket {
    final List<Integer> sent = new CopyOnWriteArrayList<>();
    final CountDownLatch sending = new CountDownLatch(1);
    CountDownLatch mayGoOn = new CountDownLatch(0);
    int errno;
    int wakeUps;
    boolean closed;

    @Override
    public void send(ByteBuffer datagram) throws SystemCallException {
      sending.countDown();
      await(mayGoOn);
      if (errno != 0) {
        throw new SystemCallException("sending through", "a netlink socket", errno);
      }
      MessageReader message = new MessageReader(datagram);
      AttributeReader attribute = new AttributeReader(datagram);
      message.reset(datagram.limit());
      try {
        while (message.next()) {
          if (message.type() != Nfqueue.NFQNL_MSG_CONFIG) {
            message.attributes(attribute, Nfqueue.HEADER_LENGTH);
            assertThat(attribute.next()).isTrue();
            sent.add(attribute.networkIntAt(4));
          }
        }
      } catch (NetlinkFormatException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void wakeUp() {
      wakeUps++;
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public int portId() {
      return 1;
    }

    @Override
    public int receive(ByteBuffer into) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int receiveNow(ByteBuffer into) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean awaitReadable(int timeoutMillis) {
      throw new UnsupportedOperationException();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void defer(int id) {
    sender.defer(sender.read(id));
  }

  @Test
  void whoDecidesWhileAnotherSendsDoesNotWait() throws Exception {
    socket.mayGoOn = new CountDownLatch(1);
    defer(1);
    defer(2);
    Thread first = new Thread(() -> sender.settle(1, false));
    first.start();
    await(socket.sending);
    sender.settle(2, false);
    assertThat(socket.sent).isEmpty();
    socket.mayGoOn.countDown();
    first.join();
    assertThat(socket.sent).containsExactly(1, 2);
  }

  @Test
  void noVerdictIsLeftBehind() throws Exception {
    int rounds = 30_000;
    CyclicBarrier barrier = new CyclicBarrier(2);
    Thread other =
        new Thread(
            () -> {
              for (int round = 0; round < rounds; round++) {
                meet(barrier);
                sender.settle(2L * round + 2, false);
                meet(barrier);
              }
            });
    other.start();
    for (int round = 0; round < rounds; round++) {
      defer(2 * round + 1);
      defer(2 * round + 2);
      meet(barrier);
      sender.settle(2L * round + 1, false);
      meet(barrier);
      assertThat(sender.waiting()).as("round %s", round).isZero();
    }
    other.join();
    assertThat(counters.dropped.sum()).isEqualTo(2L * rounds);
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theReaderSendsWhenItFlushes() {
    sender.readByThisThread();
    sender.decide(sender.read(1), false);
    defer(2);
    sender.settle(2, false);
    assertThat(socket.sent).isEmpty();
    assertThat(sender.waiting()).isEqualTo(2);
    sender.flush();
    assertThat(socket.sent).containsExactly(1, 2);
    assertThat(sender.waiting()).isZero();
    sender.flush();
    assertThat(socket.sent).hasSize(2);
  }

  @Test
  void countsGapsInTheNumbers() {
    assertThat(sender.read(1)).isEqualTo(1);
    assertThat(sender.read(2)).isEqualTo(2);
    assertThat(counters.missed.sum()).isZero();
    assertThat(sender.read(5)).isEqualTo(5);
    assertThat(counters.missed.sum()).isEqualTo(2);
    assertThat(sender.read(4)).isEqualTo(4);
    assertThat(counters.missed.sum()).isEqualTo(2);
  }

  @Test
  void aFailureIsToldToTheReader() {
    socket.errno = Errno.ENOMEM;
    defer(1);
    defer(2);
    sender.settle(1, true);
    assertThat(socket.wakeUps).isOne();
    assertThatThrownBy(sender::requireHealthy).isInstanceOf(SystemCallException.class);
    sender.settle(2, true);
    assertThat(socket.wakeUps).isOne();
  }

  @Test
  void theEndDecidesWhatIsUndecidedOnce() throws Exception {
    defer(1);
    defer(2);
    sender.settle(2, false);
    sender.end();
    assertThat(socket.closed).isTrue();
    assertThat(socket.sent).containsExactly(2, 2 + (1 << 30));
    sender.settle(1, false);
    sender.decide(3, true);
    sender.end();
    sender.flush();
    assertThat(socket.sent).hasSize(2);
    assertThat(counters.accepted.sum()).isOne();
    assertThat(counters.dropped.sum()).isOne();
    assertThat(sender.undecided()).isZero();
  }
}
