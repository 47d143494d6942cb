package io.jitpeers.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.Await;
import io.jitpeers.time.TimeSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ReceiveLoopTest {
  private static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.2", 40_000);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final ByteBuffer buffer = ByteBuffer.allocate(100);
  private final List<Integer> lengths = new ArrayList<>();
  private final FailureLog failures =
      new FailureLog(LoggerFactory.getLogger(UdpPacketSource.class), TimeSource.system());

  private void run(DatagramReceiver receiver) {
    try (CapturedLog log = CapturedLog.of(UdpPacketSource.class)) {
      new ReceiveLoop(receiver, buffer, source -> lengths.add(buffer.remaining()), failures, closed)
          .run();
      assertThat(log.events().isEmpty()).isEqualTo(failures.count() == 0);
    }
  }

  @Test
  void goesOnAfterErrors() {
    AtomicInteger calls = new AtomicInteger();
    run(
        into -> {
          int call = calls.incrementAndGet();
          if (call <= 3 || call == 5) {
            into.put(new byte[50]);
            throw new IOException("no buffer space available");
          }
          if (call == 7) {
            closed.countDown();
          }
          into.put(new byte[call]);
          return CLIENT;
        });
    assertThat(lengths).containsExactly(4, 6, 7);
    assertThat(failures.count()).isEqualTo(4);
  }

  @Test
  void pausesLongerAfterEachErrorInARow() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    DatagramReceiver failing =
        into -> {
          if (calls.incrementAndGet() == 6) {
            closed.countDown();
          }
          throw new IOException("network is down");
        };
    // 1 + 2 + 4 + 8 + 16 ms; closing then ends the sixth pause before it begins.
    Await.takesAtLeast(Duration.ofMillis(25), () -> run(failing));
    assertThat(failures.count()).isEqualTo(6);
  }

  @Test
  void endsQuietlyWhenItIsClosed() {
    run(
        into -> {
          closed.countDown();
          throw new AsynchronousCloseException();
        });
    assertThat(failures.count()).isZero();
  }

  @Test
  void endsLoudlyWhenSomebodyElseClosesTheSocket() {
    run(
        into -> {
          throw new AsynchronousCloseException();
        });
    assertThat(failures.count()).isEqualTo(1);
  }
}
