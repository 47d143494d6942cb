package io.jitpeers.internal.hotset;

/**
 * Decides whether a peer was used, that is, whether its counters grew by more than its keepalives
 * and handshakes explain.
 *
 * <p>The explained bytes in each direction, for an interval of {@code t} seconds, are:
 *
 * <pre>
 *   32 × (t / min(10, persistent keepalive) + 1)    keepalives
 * + (148 + 32) × (t / 120 + 1)                      if a handshake was seen
 * + 148 × (t / 5 + 1)                               sent only, if nothing was received
 * </pre>
 *
 * <p>The first line covers keepalives. A keepalive is an empty transport message: 16 bytes of
 * header and 16 of authentication tag. The gateway's own interval is known, but the client's is
 * not. For the client, the formula assumes 10 s (KEEPALIVE_TIMEOUT), the shortest interval between
 * keepalives that confirm received data. Persistent keepalives of clients are commonly less
 * frequent, one in 25 s.
 *
 * <p>The second line covers handshakes. An initiation has 148 bytes and a response has 92; the
 * formula counts 148 for either. The 32 bytes are the keepalive with which the initiator confirms
 * the session. A session is renewed after 120 s (REKEY_AFTER_TIME).
 *
 * <p>The third line covers initiations without an answer. A gateway without a session repeats its
 * initiation every 5 s (REKEY_TIMEOUT). A client that receives anything answers within 10 s. So if
 * the gateway received nothing, it cannot reach the client. Sizes and times are from sections 5.4
 * and 6 of the WireGuard whitepaper.
 *
 * <p>Real traffic that does not exceed these numbers is not noticed. This is harmless: a peer in
 * real use renews its session, and a young session protects the peer from eviction.
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
   * Returns whether a peer was used since its last reading.
   *
   * @param rx the bytes received since the last reading, not negative
   * @param tx the bytes sent since the last reading, not negative
   * @param elapsedNanos the time since the last reading
   * @param handshakeSeen whether the latest handshake changed since the last reading
   * @param persistentKeepaliveSeconds the interval of the gateway's persistent keepalives to this
   *     peer; 0 if they are off
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
