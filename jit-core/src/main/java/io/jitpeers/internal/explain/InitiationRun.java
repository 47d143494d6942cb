package io.jitpeers.internal.explain;

import io.jitpeers.event.Outcome;
import io.jitpeers.explain.PastInitiations;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * A run is a group of initiations of one key that ended with the same outcome for the same reason.
 * Replays are an exception: all replays of a key form one run, even if their reasons differ. This
 * run has the reason of the latest replay. To save memory, the times and the source address are
 * held in primitive fields, not in objects. Guarded by the monitor of {@link PeerShares}, on which
 * {@link OutcomeMemory} synchronizes.
 */
final class InitiationRun {
  private static final int IPV4_LENGTH = 4;

  final Outcome outcome;
  private String reason;
  private final long firstNanos;
  private long latestNanos;
  private long count;
  private long differenceMillis;
  private long high;
  private long low;
  private char port;
  private byte addressLength;
  private boolean accepted;

  InitiationRun(Outcome outcome, String reason, long now) {
    this.outcome = outcome;
    this.reason = reason;
    this.firstNanos = now;
  }

  boolean is(Outcome otherOutcome, String otherReason) {
    return outcome == otherOutcome && (outcome == Outcome.REPLAYED || reason.equals(otherReason));
  }

  /** Returns whether at least one initiation of this run passed the replay check. */
  boolean isAccepted() {
    return accepted;
  }

  /**
   * Adds an initiation whose outcome was determined just now.
   *
   * @param latestReason the reason for the outcome
   * @param isAccepted whether the initiation passed the replay check
   * @param now the current time, a reading of {@link io.jitpeers.time.TimeSource#nanoTime}
   * @param difference how many milliseconds the client's clock is ahead of this gateway's clock,
   *     negative if it is behind, or {@link ClockDifference#UNKNOWN}
   * @param source the sender's address and port
   */
  void add(
      String latestReason,
      boolean isAccepted,
      long now,
      long difference,
      InetSocketAddress source) {
    count++;
    reason = latestReason;
    accepted |= isAccepted;
    latestNanos = now;
    differenceMillis = difference;
    port = (char) source.getPort();
    InetAddress address = source.getAddress();
    byte[] bytes = address == null ? new byte[0] : address.getAddress();
    addressLength = (byte) bytes.length;
    ByteBuffer padded = ByteBuffer.wrap(Arrays.copyOf(bytes, 2 * Long.BYTES));
    high = padded.getLong();
    low = padded.getLong();
  }

  PastInitiations toPublic(Moments moments) {
    return new PastInitiations(
        outcome,
        reason,
        count,
        moments.instant(firstNanos),
        moments.instant(latestNanos),
        source(),
        differenceMillis == ClockDifference.UNKNOWN
            ? Optional.empty()
            : Optional.of(Duration.ofMillis(differenceMillis)));
  }

  private InetSocketAddress source() {
    byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
    try {
      int length = addressLength == 0 ? IPV4_LENGTH : addressLength;
      return new InetSocketAddress(InetAddress.getByAddress(Arrays.copyOf(bytes, length)), port);
    } catch (UnknownHostException e) {
      throw new AssertionError("the bytes came from an address", e);
    }
  }
}
