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
 * behind the gateways read the directory to send packets to the right gateway. A gateway reads the
 * directory when packets arrive from a client whose previous gateway has failed.
 *
 * <p><b>Order.</b> A gateway writes a peer's {@linkplain PeerLocation location} only after a
 * completed handshake. Of two locations of the same peer, the location with the newer handshake
 * timestamp wins. A delayed message from one gateway therefore cannot take the peer away from
 * another gateway to which the client has moved in the meantime.
 *
 * <p><b>Time to live.</b> A location expires after a limited time unless its gateway claims the
 * peer again. The locations of a failed gateway therefore disappear.
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
   * Records that a gateway has a peer's session. The claim is accepted in the following cases:
   *
   * <ul>
   *   <li>No location of the peer is recorded.
   *   <li>The recorded location names the same gateway. The newer of the two timestamps is kept,
   *       and everything else is replaced.
   *   <li>The recorded location names another gateway, and the new location has a newer timestamp.
   *       Any timestamp is newer than none. The listeners for {@linkplain #watchMoves moves} away
   *       from the other gateway are notified.
   * </ul>
   *
   * <p>An accepted claim renews the location's time to live. If the claim changes the gateway, the
   * endpoint or the allowed IPs, the {@linkplain #watch listeners} are notified.
   *
   * @param location the location to record
   * @param sinceHandshake how long ago the session's handshake completed; zero or longer
   * @return a stage that completes with the result of the claim, or exceptionally with an {@link
   *     IllegalArgumentException} if the location can never be recorded, for example because it has
   *     too many allowed IPs
   */
  CompletionStage<Claim> claim(PeerLocation location, Duration sinceHandshake);

  /**
   * Records that a gateway has a peer's session, whose handshake has just completed.
   *
   * @param location the location to record
   * @return as for {@link #claim(PeerLocation, Duration)}
   */
  default CompletionStage<Claim> claim(PeerLocation location) {
    return claim(location, Duration.ZERO);
  }

  /**
   * Removes a peer's location, because the given gateway no longer has the peer. Does nothing if
   * the recorded location names another gateway. If the location is removed, the {@linkplain #watch
   * listeners} are notified.
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
   * longest allowed-IP prefix that contains the address.
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
   * Passes all locations to a visitor, in any order. If a location changes during the visit, the
   * visitor may receive it twice, or may receive it without the change.
   *
   * @param visitor receives the locations, one at a time; must not block
   * @return a stage that completes when all locations have been passed
   */
  CompletionStage<@Nullable Void> visit(Consumer<PeerLocation> visitor);

  /**
   * Starts to listen to changes of locations. Calls {@link DirectoryListener#missed} first, because
   * earlier changes are not reported.
   *
   * @param listener receives the changes from now on
   * @return a handle that ends the subscription when it is closed
   */
  AutoCloseable watch(DirectoryListener listener);

  /**
   * Starts to listen to moves of peers away from one gateway. A peer moves when another gateway
   * claims the peer. A move may be missed while the engine, the fleet's database server, cannot be
   * reached. The gateway then learns of the move when its next claim of the peer is refused.
   *
   * @param gateway the name of the gateway
   * @param listener receives the new location of each peer
   * @return a handle that ends the subscription when it is closed
   */
  AutoCloseable watchMoves(String gateway, MoveListener listener);

  /**
   * The result of {@link #claim}.
   *
   * @param accepted whether the claim was accepted; if so, the claiming gateway has the peer now
   * @param other for a refused claim, the location that stays recorded. For an accepted claim, the
   *     location at the gateway that had the peer before; null if no other gateway had the peer
   * @param otherSinceHandshake for a refused claim, how long ago the peer's handshake with the
   *     other gateway completed, precise to a second; for an accepted claim, zero
   */
  record Claim(boolean accepted, @Nullable PeerLocation other, Duration otherSinceHandshake) {

    /**
     * Returns an accepted claim.
     *
     * @param before the location at the gateway that had the peer before; null if no other gateway
     *     had the peer
     * @return an instance
     */
    public static Claim accepted(@Nullable PeerLocation before) {
      return new Claim(true, before, Duration.ZERO);
    }

    /**
     * Returns a refused claim.
     *
     * @param holder the location that stays recorded
     * @param sinceHandshake how long ago the peer's handshake with the gateway of that location
     *     completed
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

    /**
     * Reports that moves of peers away from the gateway may have been missed. By default does
     * nothing.
     */
    default void missed() {}
  }

  /** Receives changes of locations. Thread-safe. The methods must not block. */
  interface DirectoryListener {
    /**
     * Reports that a peer has come to a gateway, or that the peer's endpoint or allowed IPs have
     * changed.
     *
     * @param location the peer's current location
     */
    void located(PeerLocation location);

    /**
     * Reports that a gateway has removed the location of a peer. Locations that expire are not
     * reported.
     *
     * @param key the peer
     * @param gateway the name of the gateway that had the peer
     */
    void left(PublicKey key, String gateway);

    /** Reports that changes may have been missed. The listener has to read all locations again. */
    void missed();
  }
}
