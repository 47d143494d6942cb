package io.jitpeers.source;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.source.support.RetryPause;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** The receiving thread's task: receives one datagram after another until the source is closed. */
final class ReceiveLoop implements Runnable {
  /** The longest pause after consecutive failures. */
  private static final Duration MAX_PAUSE = Duration.ofSeconds(1);

  private final DatagramReceiver receiver;
  private final ByteBuffer buffer;
  private final Dispatch dispatch;
  private final FailureLog failures;
  private final CountDownLatch closed;
  private final RetryPause pause;

  /** Handles each received datagram. */
  @FunctionalInterface
  interface Dispatch {
    /** Handles the datagram in the loop's buffer. Must not throw. */
    void datagram(InetSocketAddress source);
  }

  ReceiveLoop(
      DatagramReceiver receiver,
      ByteBuffer buffer,
      Dispatch dispatch,
      FailureLog failures,
      CountDownLatch closed) {
    this.receiver = receiver;
    this.buffer = buffer;
    this.dispatch = dispatch;
    this.failures = failures;
    this.closed = closed;
    this.pause = new RetryPause(closed, MAX_PAUSE);
  }

  @Override
  public void run() {
    int failuresInRow = 0;
    while (closed.getCount() > 0) {
      buffer.clear();
      try {
        InetSocketAddress source = receiver.receive(buffer);
        failuresInRow = 0;
        buffer.flip();
        dispatch.datagram(source);
      } catch (ClosedChannelException e) {
        if (closed.getCount() > 0) {
          failures.record("the UDP socket was closed from outside; nothing is received", e);
        }
        return;
      } catch (IOException | RuntimeException | Error e) {
        // The loop continues even after an OutOfMemoryError, because no other thread reads the
        // socket.
        failures.record("receiving from the UDP socket failed; trying again", e);
        pause.await(failuresInRow++);
      }
    }
  }
}
