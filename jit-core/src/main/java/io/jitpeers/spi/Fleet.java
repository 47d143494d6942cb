package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;

/**
 * The facts that gateways with the same private key have in common. They live in an engine outside
 * of the gateways, such as Valkey or Redis. Without a fleet, each gateway knows only its own facts.
 *
 * <p>A fleet belongs to one orchestrator. Thread-safe.
 */
public interface Fleet extends AutoCloseable {

  /**
   * Connects to the engine. Called once, before the gateway handles packets. May block for a few
   * seconds. If the engine cannot be reached, the gateway starts without it, and the fleet connects
   * in the background as soon as possible.
   *
   * @throws java.io.UncheckedIOException if the engine can never be used as configured, for example
   *     because it refuses the password; the message says what to do, and the orchestrator does not
   *     start
   */
  default void start() {}

  /** {@return the newest timestamp of each client, which the gateways share} */
  SharedReplayMarks replayMarks();

  /** {@return which gateway has each peer's session} */
  FleetDirectory directory();

  /**
   * Starts to listen to what other gateways and operators announce. Called once, after {@link
   * #start}. Returns at once. What was announced before this gateway listened is not known, so the
   * listener is first told that announcements were missed.
   *
   * @param listener receives the announcements of others, but not this gateway's own ones
   * @return ends listening when it is closed
   */
  default AutoCloseable watch(FleetListener listener) {
    return () -> {};
  }

  /**
   * Announces to the other gateways that a peer may have changed. Returns at once. An announcement
   * that the engine does not take is lost: the other gateways then see the change when their answer
   * is no longer fresh.
   *
   * @param key the peer
   */
  default void announceChange(PublicKey key) {}

  /**
   * Announces to the other gateways that any peer may have changed. Returns at once, and may be
   * lost, as with {@link #announceChange}.
   */
  default void announceMissed() {}

  /**
   * Returns whether the engine does what it is asked to. Returns at once.
   *
   * @return true if the connection is open, and the latest mark could be recorded
   */
  boolean isReachable();

  /** Disconnects from the engine. Never throws. Closing again does nothing. */
  @Override
  void close();
}
