package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;

/**
 * Shares data between gateways that have the same private key: each client's newest timestamp, the
 * gateway of each peer's session, and announcements of changes. The data is kept in the engine,
 * which is a database server outside the gateways, such as Valkey or Redis. Without a {@code
 * Fleet}, each gateway knows only its own data.
 *
 * <p>A {@code Fleet} object belongs to one orchestrator. Thread-safe.
 */
public interface Fleet extends AutoCloseable {

  /**
   * Connects to the engine, the fleet's database server. Called once, before the gateway handles
   * packets. May block for a few seconds. If the engine cannot be reached, the gateway starts
   * without the engine, and this object connects in the background as soon as possible.
   *
   * @throws java.io.UncheckedIOException if the engine can never be used as configured, for example
   *     because it refuses the password; the message says what to do, and the orchestrator does not
   *     start
   */
  default void start() {}

  /** {@return the shared record of the newest initiation timestamp of each client} */
  SharedReplayMarks replayMarks();

  /** {@return the directory that records which gateway has each peer's session} */
  FleetDirectory directory();

  /**
   * Starts to listen to the announcements of other gateways and of operators. Called once, after
   * {@link #start}. Returns at once. Earlier announcements are not delivered. Any peer may
   * therefore have changed, so {@link FleetListener#missed} is called first.
   *
   * @param listener receives the announcements, except this gateway's own announcements
   * @return a handle that ends the subscription when it is closed
   */
  default AutoCloseable watch(FleetListener listener) {
    return () -> {};
  }

  /**
   * Announces to the other gateways that a peer may have changed. Returns at once. If the engine,
   * the fleet's database server, does not accept the announcement, the announcement is lost.
   * Another gateway then notices the change only when its cached answer about the peer is no longer
   * fresh and it looks the peer up again.
   *
   * @param key the peer
   */
  default void announceChange(PublicKey key) {}

  /**
   * Announces to the other gateways that any peer may have changed. Returns at once. The
   * announcement may be lost, as with {@link #announceChange}.
   */
  default void announceMissed() {}

  /**
   * Returns whether the engine, the fleet's database server, is usable. Returns at once.
   *
   * @return true if all connections to the engine that the gateway uses are open, and the latest
   *     command to the engine did not fail
   */
  boolean isReachable();

  /**
   * Disconnects from the engine, the fleet's database server. Never throws. Closing again does
   * nothing.
   */
  @Override
  void close();
}
