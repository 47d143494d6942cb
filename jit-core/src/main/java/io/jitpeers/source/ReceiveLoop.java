package io.jitpeers.source;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The receiving thread's work: one datagram after the other, until the source is closed. */
final class ReceiveLoop implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(UdpPacketSource.class);

  /** The greatest pause after failures in a row. */
  private static final long MAX_PAUSE_MILLIS = 1_000;

  private final DatagramReceiver receiver;
  private final ByteBuffer buffer;
  private final Dispatch dispatch;
  private final FailureLog failures;
  private final CountDownLatch closed;

  /** Takes each datagram, which is in the loop's buffer. */
  @FunctionalInterface
  interface Dispatch {
    /** Must not throw. */
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
          failures.record("the UDP socket was closed by somebody else; nothing is received", e);
        }
        return;
      } catch (IOException e) {
        failures.record("receiving from the UDP socket failed; trying again", e);
        pause(failuresInRow++);
      }
    }
  }

  /**
   * Waits 1 ms, then twice as long each time, up to a second: a socket that fails for ever costs
   * nothing, and one that recovers is used again. Closing ends the wait.
   */
  private void pause(int failuresBefore) {
    long millis = Math.min(MAX_PAUSE_MILLIS, 1L << Math.min(failuresBefore, 10));
    try {
      boolean ended = closed.await(millis, TimeUnit.MILLISECONDS);
      log.trace("paused {} ms after a failure; closed meanwhile: {}", millis, ended);
    } catch (InterruptedException e) {
      // Only a handler that left its thread interrupted can cause this, and the wait was short.
      log.debug("the pause after a failure was interrupted", e);
    }
  }
}
