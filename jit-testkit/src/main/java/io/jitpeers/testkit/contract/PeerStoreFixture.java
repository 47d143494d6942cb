package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Opens a {@link PeerStore} for each test and provides helper methods for tests of stores. This
 * class contains no tests itself. Extend it to test features that an implementation has beyond the
 * contract. For the contract tests, extend {@link PeerStoreContract}.
 */
public abstract class PeerStoreFixture {
  @SuppressWarnings("NullAway.Init") // set by openStore
  private PeerStore store;

  /** Creates a fixture. */
  protected PeerStoreFixture() {}

  /**
   * Creates a store on a device without peers. The device has the key {@link #deviceKey} and the
   * listen port {@link #deviceListenPort}.
   *
   * @return a store whose {@link PeerStore#claim} was not called
   * @throws Exception if this method fails; the test then fails
   */
  protected abstract PeerStore createStore() throws Exception;

  /** {@return the public key of each store's device} */
  protected abstract PublicKey deviceKey();

  /** {@return the port that each store's device listens on} */
  protected abstract int deviceListenPort();

  /**
   * Creates a store on a device with a limited number of peers.
   *
   * @param peers the limit
   * @return the store; empty if a test cannot set the limit. For example, the limit of a kernel
   *     device is fixed at about a million peers
   * @throws Exception if this method fails; the test then fails
   */
  protected Optional<PeerStore> createStoreLimitedTo(int peers) throws Exception {
    return Optional.empty();
  }

  @BeforeEach
  void openStore() throws Exception {
    store = createStore();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  /** {@return the store under test, for additional tests of an implementation} */
  protected final PeerStore store() {
    return store;
  }

  /**
   * Installs peers. The test fails if the store refuses one of them.
   *
   * @param configs the configs to install
   * @throws StoreException if nothing could be installed
   */
  protected final void installAll(PeerConfig... configs) throws StoreException {
    assertThat(store.install(List.of(configs)).failures()).isEmpty();
  }

  /**
   * Removes peers. The test fails if the store cannot remove one of them.
   *
   * @param keys the peers to remove
   * @throws StoreException if nothing could be removed
   */
  protected final void removeAll(PublicKey... keys) throws StoreException {
    assertThat(store.remove(List.of(keys)).failures()).isEmpty();
  }

  /**
   * Lists the store's peers. The listing must be complete and contain no peer twice.
   *
   * @return the peers in the device's order
   * @throws StoreException if the device cannot be read
   */
  protected final List<PeerStatus> list() throws StoreException {
    List<PeerStatus> seen = Collections.synchronizedList(new ArrayList<>());
    Thread caller = Thread.currentThread();
    ListingResult result =
        store.list(
            status -> {
              assertThat(Thread.currentThread()).isSameAs(caller);
              seen.add(status);
            });
    assertThat(result).isEqualTo(ListingResult.of(seen.size(), true));
    assertThat(seen).extracting(PeerStatus::publicKey).doesNotHaveDuplicates();
    return seen;
  }

  /**
   * Lists the store's peers by key. The listing must be complete and contain no peer twice.
   *
   * @return the peers
   * @throws StoreException if the device cannot be read
   */
  protected final Map<PublicKey, PeerStatus> listByKey() throws StoreException {
    return list().stream().collect(Collectors.toMap(PeerStatus::publicKey, Function.identity()));
  }

  /**
   * Returns the status of a peer that must be in a listing.
   *
   * @param peers the listing
   * @param number the number of the peer's key
   * @return the peer's status
   */
  protected static PeerStatus status(Map<PublicKey, PeerStatus> peers, int number) {
    PeerStatus status = peers.get(key(number));
    if (status == null) {
      throw new AssertionError("the listing lacks the peer " + key(number));
    }
    return status;
  }

  /**
   * Returns a made-up key.
   *
   * @param number 0 to 2^24 - 1; each number gives a different key
   * @return the key
   */
  protected static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    bytes[0] = 9;
    bytes[10] = (byte) (number >> 16);
    bytes[11] = (byte) (number >> 8);
    bytes[12] = (byte) number;
    return PublicKey.ofBytes(bytes);
  }

  /**
   * Returns a made-up preshared key.
   *
   * @param number 0 to 255; each number gives a different key
   * @return the key
   */
  protected static PresharedKey presharedKey(int number) {
    byte[] bytes = new byte[PresharedKey.LENGTH];
    bytes[0] = (byte) number;
    bytes[31] = 1;
    return PresharedKey.ofBytes(bytes);
  }

  /**
   * Returns a config with allowed IPs and no other settings.
   *
   * @param number the number of the peer's key
   * @param allowedIps address or prefix literals
   * @return the config
   */
  protected static PeerConfig peer(int number, String... allowedIps) {
    return PeerConfig.builder(key(number)).allowedIps(prefixes(allowedIps)).build();
  }

  /**
   * Parses prefixes.
   *
   * @param texts address or prefix literals
   * @return the prefixes
   */
  protected static List<IpPrefix> prefixes(String... texts) {
    return List.of(texts).stream().map(IpPrefix::parse).toList();
  }

  /** Closes the store under test, and replaces it with another one. */
  final void reopen(PeerStore other) {
    store.close();
    store = other;
  }
}
