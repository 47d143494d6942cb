package io.jitpeers.internal.hotset;

/**
 * Returns whether a peer's counters moved by more than its keepalives and handshakes explain.
 *
 * <p>What is explained, in each direction, for an interval of {@code t} seconds:
 *
 * <pre>
 *   32 × (t / min(10, persistent keepalive) + 1)    keepalives
 * + (148 + 32) × (t / 120 + 1)                      if a handshake was seen
 * + 148 × (t / 5 + 1)                               sent only, if nothing was received
 * </pre>
 *
 * <p>The first line: a keepalive is an empty transport message, 16 bytes of header and 16 of
 * authentication tag. The gateway's own interval is known, the client's is not; 10 s
 * (KEEPALIVE_TIMEOUT) is how often an answering keepalive can be sent, and shorter than the 25 s
 * that clients are commonly given. The second: an initiation is 148 bytes, a response 92, so the
 * greater stands for either direction, and the initiator confirms with a keepalive; a session is
 * renewed after 120 s (REKEY_AFTER_TIME). The third: a gateway without a session repeats its
 * initiation every 5 s (REKEY_TIMEOUT), and a client that gets anything answers within 10 s, so
 * sending without receiving is talking to nobody. Sizes and times are from sections 5.4 and 6 of
 * the WireGuard whitepaper.
 *
 * <p>Traffic slower than this looks like keepalives. That costs little: a peer in real use renews
 * its session, and the lossless floor then keeps it.
 */
final class UseMeter {
  static final int KEEPALIVE_BYTES = 32;
  static final int INITIATION_BYTES = 148;
  private static final long KEEPALIVE_TIMEOUT_SECONDS = 10;
  private static final long REKEY_AFTER_SECONDS = 120;
  private static final long REKEY_TIMEOUT_SECONDS = 5;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private UseMeter() {}

  /**
   * Returns whether a peer was used.
   *
   * @param rx bytes received since the last look, not negative
   * @param tx bytes sent since the last look, not negative
   * @param elapsedNanos time since the last look
   * @param handshakeSeen whether the latest handshake changed since
   * @param persistentKeepaliveSeconds the gateway's own interval, 0 for off
   */
  static boolean used(
      long rx, long tx, long elapsedNanos, boolean handshakeSeen, int persistentKeepaliveSeconds) {
    long seconds = Math.max(0, elapsedNanos) / NANOS_PER_SECOND;
    long interval =
        persistentKeepaliveSeconds == 0
            ? KEEPALIVE_TIMEOUT_SECONDS
            : Math.min(KEEPALIVE_TIMEOUT_SECONDS, persistentKeepaliveSeconds);
    long explained = KEEPALIVE_BYTES * (seconds / interval + 1);
    if (handshakeSeen) {
      explained += (INITIATION_BYTES + KEEPALIVE_BYTES) * (seconds / REKEY_AFTER_SECONDS + 1);
    }
    long attempts = rx == 0 ? INITIATION_BYTES * (seconds / REKEY_TIMEOUT_SECONDS + 1) : 0;
    return rx > explained || tx > explained + attempts;
  }
}
