package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.FleetDirectory.Claim;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/**
 * Provides a {@link FleetDirectory} for each test, and helper methods for tests of directories.
 * This class contains no tests itself. Extend it to test features that an implementation has beyond
 * the contract. For the contract tests, extend {@link FleetDirectoryContract}.
 */
public abstract class FleetDirectoryFixture {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final PublicKey key = newKey();

  @SuppressWarnings("NullAway.Init") // set by openDirectory
  private FleetDirectory directory;

  /** Creates a fixture. */
  protected FleetDirectoryFixture() {}

  /**
   * Returns one gateway's view of a directory. All views within a test belong to the same
   * directory, which had no locations when the test began. Each call may return the same view.
   *
   * @return the view
   * @throws Exception if this method fails; the test then fails
   */
  protected abstract FleetDirectory view() throws Exception;

  @BeforeEach
  final void openDirectory() throws Exception {
    directory = view();
  }

  /** {@return the view of the directory that {@link #view} returned before the test} */
  protected final FleetDirectory directory() {
    return directory;
  }

  /** {@return the key of a peer, which differs from test to test} */
  protected final PublicKey key() {
    return key;
  }

  /** {@return the key of a new peer} */
  protected static PublicKey newKey() {
    return PrivateKey.generate(RANDOM).publicKey();
  }

  /**
   * Waits for an answer.
   *
   * @param <T> the type of the answer
   * @param stage completes with the answer
   * @return the answer
   * @throws Exception if the stage fails
   */
  protected static <T> T answer(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(2, TimeUnit.MINUTES);
  }

  /**
   * Returns a timestamp.
   *
   * @param seconds the time, in seconds after the beginning of 2026 (UTC)
   * @return the timestamp
   */
  protected static Tai64n at(long seconds) {
    return Tai64n.of(START.plusSeconds(seconds));
  }

  /**
   * Returns an endpoint.
   *
   * @param address a literal address
   * @param port the port
   * @return the endpoint, resolved
   */
  protected static InetSocketAddress endpoint(String address, int port) {
    return new InetSocketAddress(InetAddresses.forString(address), port);
  }

  /**
   * Returns a location of the peer with the key {@link #key}.
   *
   * @param gateway the gateway's name
   * @param timestamp the timestamp, or null
   * @param endpoint the endpoint, or null
   * @param allowedIps the allowed IPs
   * @return the location
   */
  protected final PeerLocation location(
      String gateway,
      @Nullable Tai64n timestamp,
      @Nullable InetSocketAddress endpoint,
      String... allowedIps) {
    return location(key, gateway, timestamp, endpoint, allowedIps);
  }

  /**
   * Returns a location.
   *
   * @param peer the peer's static public key
   * @param gateway the gateway's name
   * @param timestamp the timestamp, or null
   * @param endpoint the endpoint, or null
   * @param allowedIps the allowed IPs
   * @return the location
   */
  protected static PeerLocation location(
      PublicKey peer,
      String gateway,
      @Nullable Tai64n timestamp,
      @Nullable InetSocketAddress endpoint,
      String... allowedIps) {
    List<IpPrefix> prefixes = Stream.of(allowedIps).map(IpPrefix::parse).toList();
    return new PeerLocation(peer, gateway, timestamp, endpoint, prefixes);
  }

  /**
   * Claims a location and checks that the claim is accepted.
   *
   * @param location the location
   * @throws Exception if the directory fails
   */
  protected final void claim(PeerLocation location) throws Exception {
    assertThat(answer(directory.claim(location)).accepted()).as("claim %s", location).isTrue();
  }

  /**
   * Claims a location and checks that the claim is refused.
   *
   * @param location the location
   * @param stays the location that the directory keeps
   * @throws Exception if the directory fails
   */
  protected final void assertRefused(PeerLocation location, PeerLocation stays) throws Exception {
    Claim claim = answer(directory.claim(location));
    assertThat(claim.accepted()).as("claim %s", location).isFalse();
    assertThat(claim.other()).isEqualTo(stays);
    assertThat(answer(directory.locate(stays.key()))).contains(stays);
  }

  /**
   * Looks up a peer by an address inside the tunnel.
   *
   * @param address a literal address
   * @return the peer; empty if there is none
   * @throws Exception if the directory fails
   */
  protected final Optional<PublicKey> peerAt(String address) throws Exception {
    return answer(directory.locate(InetAddresses.forString(address))).map(PeerLocation::key);
  }

  /**
   * Looks up a peer by its endpoint.
   *
   * @param address a literal address
   * @param port the port
   * @return the peer; empty if there is none
   * @throws Exception if the directory fails
   */
  protected final Optional<PublicKey> peerFrom(String address, int port) throws Exception {
    return answer(directory.locateEndpoint(endpoint(address, port))).map(PeerLocation::key);
  }
}
