package io.jitpeers.source;

import io.jitpeers.event.Outcome;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketPeer;
import io.jitpeers.spi.PacketReason;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reports the outcome of a datagram to the datagram's {@link DirectPacketSource.Delivery}, by
 * calling the method for that outcome. Exceptions that the method throws are logged and counted.
 * Thread-safe.
 */
final class DeliveryCalls {
  private final String source;
  private final FailureLog failures;

  /**
   * Creates an instance.
   *
   * @param source the source's name, for messages
   * @param failures records the failures of deliveries
   */
  DeliveryCalls(String source, FailureLog failures) {
    this.source = source;
    this.failures = failures;
  }

  /**
   * Calls the delivery's method for an outcome. Copies the datagram only if that method has the
   * datagram as a parameter.
   */
  void tell(
      DirectPacketSource.Delivery delivery,
      PacketOutcome outcome,
      Supplier<ByteBuffer> copy,
      @Nullable PacketPeer peer) {
    switch (outcome) {
      case INSTALLED, ALREADY_RESIDENT -> guarded(() -> pass(delivery, copy.get(), peer));
      case NOT_EXAMINED -> guarded(() -> delivery.passUnexamined(copy.get()));
      case REJECTED, FAILED -> guarded(() -> delivery.drop(outcome));
    }
  }

  /**
   * Calls the delivery's method for an outcome. Passes the reason to the method if the reason is an
   * {@link Outcome}.
   */
  void tell(
      DirectPacketSource.Delivery delivery,
      PacketOutcome outcome,
      PacketReason reason,
      String detail,
      Supplier<ByteBuffer> copy) {
    if (!(reason instanceof Outcome why)) {
      tell(delivery, outcome, copy, null);
      return;
    }
    switch (outcome) {
      case INSTALLED, ALREADY_RESIDENT -> guarded(() -> delivery.pass(copy.get()));
      case NOT_EXAMINED -> guarded(() -> delivery.passUnexamined(copy.get(), why));
      case REJECTED, FAILED -> drop(delivery, outcome, why, detail);
    }
  }

  /**
   * Reports to a delivery that its datagram must not be used, and why.
   *
   * @param outcome REJECTED or FAILED
   * @param why the detailed outcome, as in counters and events
   */
  void drop(
      DirectPacketSource.Delivery delivery, PacketOutcome outcome, Outcome why, String detail) {
    guarded(() -> delivery.drop(outcome, why, detail));
  }

  private static void pass(
      DirectPacketSource.Delivery delivery, ByteBuffer datagram, @Nullable PacketPeer peer) {
    if (peer == null) {
      delivery.pass(datagram);
    } else {
      delivery.pass(datagram, peer);
    }
  }

  private void guarded(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException | Error e) {
      failures.record("a delivery of " + source + " threw", e);
    }
  }
}
