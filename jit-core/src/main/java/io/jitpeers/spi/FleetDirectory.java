package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records which gateway of a fleet has each peer's session. The records are kept in the engine, the
 * database server of the {@link Fleet}. Gateways write the directory. Hosts on the private network
 * behind the gateways read it to send packets to the right gateway. A gateway reads it when packets
 * arrive from a client whose gateway was lost.
 *
 * <p><b>Order.</b> Gateways write a location only after a completed handshake. The location with
 * the client's newest timestamp wins. A delayed message from one gateway therefore cannot take the
 * peer away from another gateway to which the client has moved in the meantime.
 *
 * <p><b>Time to live.</b> A location expires after a limited time unless its gateway claims it
 * again. The locations of a lost gateway therefore disappear.
 *
 * <p>All methods return at once, without blocking. If the engine cannot be reached, the returned
 * stages complete exceptionally; an implementation gives up after a bounded time. Thread-safe.
 */
public interface FleetDirectory {

  /**
   * {@return how long a location stays recorded after its latest claim; more than 180 s, 10 min by
   * default}
   */
  default Duration timeToLive() {
    return Duration.ofMinutes(10);
  }

  /**
   * Records that a gateway has a peer's session. The claim is accepted if
   *
   * <ul>
   *   <li>no location of the peer is recorded; or
   *   <li>the recorded location is of the same gateway. The newer of the two timestamps is kept,
   *       and everything else is replaced; or
   *   <li>the recorded location is of another gateway, the new location has a timestamp, and the
   *       recorded location has an older timestamp or none. The listeners to the other gateway's
   *       {@linkplain #watchMoves moves} are notified.
   * </ul>
   *
   * <p>An accepted claim renews the location's time to live. If the gateway, the endpoint or the
   * allowed IPs have changed, the {@linkplain #watch listeners} are notified.
   *
   * @param location the location
   * @param sinceHandshake how long ago the session's handshake completed; zero or longer
   * @return a stage that completes with the result of the claim, or exceptionally with an {@link
   *     IllegalArgumentException} if the location can never be recorded, for example because it has
   *     too many allowed IPs
   */
  CompletionStage<Claim> claim(PeerLocation location, Duration sinceHandshake);

  /**
   * Records that a gateway has a peer's session, whose handshake has just completed.
   *
   * @param location the location
   * @return as for {@link #claim(PeerLocation, Duration)}
   */
  default CompletionStage<Claim> claim(PeerLocation location) {
    return claim(location, Duration.ZERO);
  }

  /**
   * Removes a location, because its gateway no longer has the peer. Does nothing if the recorded
   * location is of another gateway. If the location is removed, the {@linkplain #watch listeners}
   * are notified.
   *
   * @param key the peer
   * @param gateway the name of the gateway that had the peer
   * @return a stage that completes with true if a location was removed, otherwise with false
   */
  CompletionStage<Boolean> release(PublicKey key, String gateway);

  /**
   * Returns which gateway has a peer.
   *
   * @param key the peer
   * @return a stage that completes with the location; empty if no gateway has the peer
   */
  CompletionStage<Optional<PeerLocation>> locate(PublicKey key);

  /**
   * Returns which gateway has the peer that holds an address inside the tunnel: the peer with the
   * longest allowed IP that contains the address.
   *
   * @param address an address inside the tunnel
   * @return a stage that completes with the location; empty if no gateway has such a peer
   */
  CompletionStage<Optional<PeerLocation>> locate(InetAddress address);

  /**
   * Returns which gateway has the peer with the given endpoint.
   *
   * @param endpoint the address and port from which the client sends; resolved
   * @return a stage that completes with the location; empty if no gateway has a peer with this
   *     endpoint
   */
  CompletionStage<Optional<PeerLocation>> locateEndpoint(InetSocketAddress endpoint);

  /**
   * Passes all locations to a visitor, in any order. A location that changes during the visit may
   * be passed twice, or as it was before the change.
   *
   * @param visitor receives the locations, one at a time; must not block
   * @return a stage that completes when all locations have been passed
   */
  CompletionStage<@Nullable Void> visit(Consumer<PeerLocation> visitor);

  /**
   * Starts to listen to changes of locations. Calls {@link DirectoryListener#missed} first.
   *
   * @param listener receives the changes from now on
   * @return a handle that ends the subscription when it is closed
   */
  AutoCloseable watch(DirectoryListener listener);

  /**
   * Starts to listen to moves of peers away from one gateway, which happen when another gateway
   * claims a peer. A move may be missed while the engine cannot be reached. The gateway then learns
   * of the move from its next claim of the peer, which is refused.
   *
   * @param gateway the name of the gateway
   * @param listener receives the new location of each peer
   * @return a handle that ends the subscription when it is closed
   */
  AutoCloseable watchMoves(String gateway, MoveListener listener);

  /**
   * The result of {@link #claim}.
   *
   * @param accepted whether the claim was accepted, so that the claiming gateway has the peer now
   * @param other if accepted, the location at the gateway that had the peer before, or null if no
   *     other gateway had the peer; if refused, the location that stays recorded
   * @param otherSinceHandshake if refused, how long ago the peer's handshake with the other gateway
   *     completed, precise to a second; otherwise zero
   */
  record Claim(boolean accepted, @Nullable PeerLocation other, Duration otherSinceHandshake) {

    /**
     * Returns an accepted claim.
     *
     * @param before the location at the gateway that had the peer before; null if no other gateway
     *     had it
     * @return an instance
     */
    public static Claim accepted(@Nullable PeerLocation before) {
      return new Claim(true, before, Duration.ZERO);
    }

    /**
     * Returns a refused claim.
     *
     * @param holder the location that stays recorded
     * @param sinceHandshake how long ago the peer's handshake with that gateway completed
     * @return an instance
     */
    public static Claim refused(PeerLocation holder, Duration sinceHandshake) {
      return new Claim(false, holder, sinceHandshake);
    }
  }

  /** Receives moves of peers away from one gateway. Thread-safe. The methods must not block. */
  @FunctionalInterface
  interface MoveListener {
    /**
     * Reports that another gateway has claimed a peer.
     *
     * @param to the peer's new location
     */
    void moved(PeerLocation to);

    /** Reports that moves may have been missed. By default does nothing. */
    default void missed() {}
  }

  /** Receives changes of locations. Thread-safe. The methods must not block. */
  interface DirectoryListener {
    /**
     * Reports that a gateway has a peer that it did not have before, or that the peer's endpoint or
     * allowed IPs have changed.
     *
     * @param location the location
     */
    void located(PeerLocation location);

    /**
     * Reports that a gateway has removed a location. Locations that expire are not reported.
     *
     * @param key the peer
     * @param gateway the name of the gateway that had the peer
     */
    void left(PublicKey key, String gateway);

    /** Reports that changes may have been missed, so that all locations have to be read again. */
    void missed();
  }
}
