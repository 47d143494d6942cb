package io.jitpeers.pcap.internal.outbound;

import io.jitpeers.pcap.internal.reinjection.PacketSender;
import io.jitpeers.source.support.FailureLog;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends captured packets into their interface again, and counts the sent packets. Sends nothing if
 * the packet socket could not be opened. Thread-safe.
 */
public final class Retransmitter {
  private static final Logger log = LoggerFactory.getLogger(Retransmitter.class);

  private final String name;
  private final @Nullable PacketSender sender;
  private final FailureLog failures;
  private final LongAdder sent = new LongAdder();

  private Retransmitter(String name, @Nullable PacketSender sender, FailureLog failures) {
    this.name = name;
    this.sender = sender;
    this.failures = failures;
  }

  /**
   * Opens the packet socket. If that fails, the failure is logged and packets are not sent again.
   */
  static Retransmitter open(String name, PacketSender.Opener opener, FailureLog failures) {
    PacketSender sender = null;
    try {
      sender = opener.open();
    } catch (IOException e) {
      log.warn("{} cannot send packets again: {}", name, e.getMessage(), e);
    }
    return new Retransmitter(name, sender, failures);
  }

  boolean isPossible() {
    return sender != null;
  }

  void send(byte[] packet) {
    if (sender == null) {
      return;
    }
    try {
      sender.send(packet);
      sent.increment();
    } catch (IOException e) {
      failures.record(name + " could not send a packet again", e);
    }
  }

  /** Returns how many packets were sent again and accepted by the kernel. */
  long sent() {
    return sent.sum();
  }

  void close() {
    if (sender != null) {
      sender.close();
    }
  }
}
