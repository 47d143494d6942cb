package io.jitpeers.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.contract.PeerStoreContract;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InMemoryPeerStoreTest extends PeerStoreContract {
  private static final PrivateKey DEVICE_KEY = privateKey(1);
  private static final PrivateKey OTHER_KEY = privateKey(2);
  private static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.2", 40_000);
  private static final InetSocketAddress ROAMED = new InetSocketAddress("2001:db8::2", 40_001);

  private final ManualTime time = new ManualTime();
  private InMemoryPeerStore memory;

  @Override
  protected PeerStore createStore() {
    memory = builder().build();
    return memory;
  }

  @Override
  protected Optional<PeerStore> createStoreLimitedTo(int peers) {
    return Optional.of(builder().maxPeers(peers).build());
  }

  @Override
  protected PublicKey deviceKey() {
    return DEVICE_KEY.publicKey();
  }

  @Override
  protected int deviceListenPort() {
    return 12_345;
  }

  private InMemoryPeerStore.Builder builder() {
    return InMemoryPeerStore.builder()
        .name("wg-test")
        .privateKey(DEVICE_KEY)
        .listenPort(12_345)
        .timeSource(time);
  }

  private static PrivateKey privateKey(int seed) {
    byte[] bytes = new byte[PrivateKey.LENGTH];
    bytes[7] = (byte) seed;
    return PrivateKey.ofBytes(bytes);
  }

  private PeerStatus statusOf(int number) {
    return memory.status(key(number)).orElseThrow();
  }

  @Test
  void countsACompletedHandshake() throws Exception {
    installAll(peer(1));
    Instant completed = time.wallTime();
    assertThat(memory.handshakeCompleted(key(1), CLIENT)).isTrue();
    time.advance(Duration.ofMinutes(1));

    PeerStatus status = statusOf(1);
    assertThat(status.latestHandshake()).isEqualTo(completed);
    assertThat(status.endpoint()).isEqualTo(CLIENT);
    assertThat(status.rxBytes()).isEqualTo(148);
    assertThat(status.txBytes()).isEqualTo(92);
    assertThat(list()).containsExactly(status);

    assertThat(memory.handshakeCompleted(key(1), ROAMED)).isTrue();
    assertThat(statusOf(1).latestHandshake()).isEqualTo(completed.plusSeconds(60));
    assertThat(statusOf(1).endpoint()).isEqualTo(ROAMED);
    assertThat(statusOf(1).rxBytes()).isEqualTo(2 * 148);
  }

  @Test
  void countsTraffic() throws Exception {
    installAll(peer(1));
    assertThat(memory.transferred(key(1), 1_000, 32)).isTrue();
    assertThat(memory.transferred(key(1), 1, 0)).isTrue();
    assertThat(statusOf(1).rxBytes()).isEqualTo(1_001);
    assertThat(statusOf(1).txBytes()).isEqualTo(32);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> memory.transferred(key(1), -1, 0))
        .withMessageContaining("-1");
    assertThatIllegalArgumentException().isThrownBy(() -> memory.transferred(key(1), 0, -7));
  }

  @Test
  void refusesTheDataPlaneAPeerThatIsNotThere() throws Exception {
    assertThat(memory.handshakeCompleted(key(1), CLIENT)).isFalse();
    assertThat(memory.transferred(key(1), 1, 1)).isFalse();
    installAll(peer(1));
    removeAll(key(1));
    assertThat(memory.handshakeCompleted(key(1), CLIENT)).isFalse();
    assertThat(memory.transferred(key(1), 1, 1)).isFalse();
    assertThat(memory.contains(key(1))).isFalse();
    assertThat(memory.status(key(1))).isEmpty();
    assertThat(memory.config(key(1))).isEmpty();
  }

  @Test
  void refusesAnEndpointThatCannotBeSentTo() throws Exception {
    installAll(peer(1));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                memory.handshakeCompleted(
                    key(1), InetSocketAddress.createUnresolved("client.invalid", 1)))
        .withMessageContaining("client.invalid");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> memory.handshakeCompleted(key(1), new InetSocketAddress("192.0.2.1", 0)));
  }

  @Test
  void installingAgainKeepsTheSession() throws Exception {
    installAll(PeerConfig.builder(key(1)).endpoint(CLIENT).build(), peer(2));
    memory.handshakeCompleted(key(1), ROAMED);
    memory.transferred(key(1), 10, 20);
    PeerStatus before = statusOf(1);

    installAll(peer(1, "10.0.0.1/32"));

    PeerStatus after = statusOf(1);
    assertThat(after.latestHandshake()).isEqualTo(before.latestHandshake());
    assertThat(after.rxBytes()).isEqualTo(158);
    assertThat(after.txBytes()).isEqualTo(112);
    assertThat(after.endpoint()).isEqualTo(ROAMED);
    assertThat(after.allowedIps()).isEqualTo(prefixes("10.0.0.1/32"));
  }

  @Test
  void removingForgetsTheSession() throws Exception {
    installAll(peer(1));
    memory.handshakeCompleted(key(1), CLIENT);
    removeAll(key(1));
    installAll(peer(1));
    assertThat(statusOf(1).latestHandshake()).isNull();
    assertThat(statusOf(1).rxBytes()).isZero();
    assertThat(statusOf(1).endpoint()).isNull();
  }

  @Test
  void givesTheConfigThatIsInForce() throws Exception {
    PeerConfig wanted =
        PeerConfig.builder(key(1))
            .allowedIps(prefixes("10.0.0.1/32", "10.0.0.2/32"))
            .presharedKey(presharedKey(7))
            .endpoint(CLIENT)
            .persistentKeepaliveSeconds(25)
            .expiresAt(Instant.EPOCH)
            .build();
    installAll(wanted);
    assertThat(memory.config(key(1))).contains(wanted);

    installAll(peer(2, "10.0.0.1/32"));
    memory.handshakeCompleted(key(1), ROAMED);
    PeerConfig now = memory.config(key(1)).orElseThrow();
    assertThat(now.allowedIps()).isEqualTo(prefixes("10.0.0.2/32"));
    assertThat(now.endpoint()).contains(ROAMED);
  }

  @Test
  void keepsPresharedKeysApart() throws Exception {
    PresharedKey given = presharedKey(7);
    installAll(PeerConfig.builder(key(1)).presharedKey(given).build());
    given.destroy();
    PresharedKey taken = memory.config(key(1)).flatMap(PeerConfig::presharedKey).orElseThrow();
    assertThat(taken).isEqualTo(presharedKey(7));
    removeAll(key(1));
    assertThat(taken).isEqualTo(presharedKey(7));
  }

  @Test
  void aDestroyedPresharedKeyFailsItsPeerAlone() throws Exception {
    installAll(peer(1, "10.0.0.1/32"));
    PresharedKey destroyed = presharedKey(7);
    destroyed.destroy();
    BatchResult result =
        memory.install(
            List.of(
                PeerConfig.builder(key(1))
                    .allowedIps(prefixes("10.0.0.9/32"))
                    .presharedKey(destroyed)
                    .build(),
                PeerConfig.builder(key(2)).presharedKey(destroyed).build(),
                peer(3)));
    assertThat(result.failures()).containsOnlyKeys(key(1), key(2));
    assertThat(statusOf(1).allowedIps()).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(memory.contains(key(2))).isFalse();
    assertThat(memory.contains(key(3))).isTrue();
  }

  @Test
  void aRepeatedAllowedIpHasItsLastPlace() throws Exception {
    installAll(peer(1, "10.0.0.1/32", "10.0.0.2/32", "10.0.0.1/32"));
    assertThat(statusOf(1).allowedIps()).isEqualTo(prefixes("10.0.0.2/32", "10.0.0.1/32"));
  }

  @Test
  void aFailedPeerTakesNoAllowedIps() throws Exception {
    InMemoryPeerStore limited = builder().maxPeers(1).build();
    limited.install(List.of(peer(1, "10.0.0.1/32")));
    BatchResult result = limited.install(List.of(peer(2, "10.0.0.1/32")));
    assertThat(result.failures().get(key(2)))
        .hasMessageContaining("wg-test")
        .hasMessageContaining("1 peers");
    assertThat(limited.peerFor(InetAddress.getByName("10.0.0.1"))).contains(key(1));
    assertThat(limited.install(List.of(PeerConfig.builder(deviceKey()).build())))
        .isEqualTo(BatchResult.SUCCESS);
  }

  @Test
  void findsThePeerWithTheLongestPrefix() throws Exception {
    installAll(
        peer(1, "0.0.0.0/0", "::/0"),
        peer(2, "10.0.0.0/8", "fd00::/16"),
        peer(3, "10.0.0.1/32", "fd00::1/128"));
    assertThat(holder("192.0.2.1")).contains(key(1));
    assertThat(holder("2001:db8::1")).contains(key(1));
    assertThat(holder("10.9.9.9")).contains(key(2));
    assertThat(holder("fd00::9")).contains(key(2));
    assertThat(holder("10.0.0.1")).contains(key(3));
    assertThat(holder("fd00::1")).contains(key(3));
    removeAll(key(1), key(3));
    assertThat(holder("192.0.2.1")).isEmpty();
    assertThat(holder("10.0.0.1")).contains(key(2));
  }

  private Optional<PublicKey> holder(String address) throws Exception {
    return memory.peerFor(InetAddress.getByName(address));
  }

  @Test
  void anAddressThatMovesAlwaysHasAHolder() throws Exception {
    installAll(peer(1, "10.0.0.1/32"), peer(2));
    InetAddress address = InetAddress.getByName("10.0.0.1");
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger misses = new AtomicInteger();
    Thread reader =
        new Thread(
            () -> {
              while (!done.get()) {
                if (memory.peerFor(address).isEmpty()) {
                  misses.incrementAndGet();
                }
              }
            });
    reader.start();
    for (int i = 0; i < 5_000; i++) {
      installAll(peer(1 + i % 2, "10.0.0.1/32", "10.0.1." + i % 200 + "/32"));
    }
    done.set(true);
    reader.join();
    assertThat(misses).hasValue(0);
  }

  @Test
  void anAbortedListingIsBegunAgain() throws Exception {
    installMany(200);
    AtomicInteger calls = new AtomicInteger();
    List<PublicKey> seen = new ArrayList<>();
    ListingResult result =
        memory.list(
            status -> {
              seen.add(status.publicKey());
              if (calls.getAndIncrement() == 0) {
                setSomething();
              }
            });
    assertThat(result.complete()).isTrue();
    assertThat(result.peers()).isEqualTo(seen.size()).isGreaterThan(200);
    assertThat(seen.subList(seen.size() - 200, seen.size()))
        .isEqualTo(IntStream.range(0, 200).mapToObj(PeerStoreContract::key).toList());
  }

  @Test
  void aListingThatIsAlwaysDisturbedSaysSo() throws Exception {
    installMany(200);
    List<PublicKey> seen = new ArrayList<>();
    ListingResult result =
        memory.list(
            status -> {
              seen.add(status.publicKey());
              setSomething();
            });
    assertThat(result.complete()).isFalse();
    assertThat(result.peers()).isEqualTo(seen.size());
    // The last attempt goes through all the same: what is there is worth knowing.
    assertThat(seen).contains(key(199));
  }

  @Test
  void aListingWhoseCursorIsRemovedEndsEarly() throws Exception {
    installMany(200);
    List<PublicKey> seen = new ArrayList<>();
    ListingResult result =
        memory.list(
            status -> {
              seen.add(status.publicKey());
              remove(status.publicKey());
            });
    assertThat(result.complete()).isFalse();
    assertThat(seen).doesNotContain(key(199));
    assertThat(memory.contains(key(199))).isTrue();
  }

  @Test
  void theDataPlaneDisturbsNoListing() throws Exception {
    installMany(200);
    ListingResult result =
        memory.list(
            status -> {
              memory.handshakeCompleted(status.publicKey(), CLIENT);
              memory.transferred(status.publicKey(), 1, 1);
            });
    assertThat(result).isEqualTo(ListingResult.of(200, true));
  }

  private void installMany(int peers) throws StoreException {
    installAll(
        IntStream.range(0, peers).mapToObj(PeerStoreContract::peer).toArray(PeerConfig[]::new));
  }

  /** As in the kernel, a change that changes nothing is one. */
  private void setSomething() {
    remove(key(123_456));
  }

  private void remove(PublicKey key) {
    try {
      memory.remove(List.of(key));
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void changingTheKeyKeepsThePeersButThatKey() throws Exception {
    Device before = memory.device();
    AtomicInteger told = new AtomicInteger();
    memory.watchDevice(told::incrementAndGet);
    installAll(peer(1), PeerConfig.builder(OTHER_KEY.publicKey()).build());

    memory.changeKey(OTHER_KEY);

    assertThat(told).hasValue(1);
    assertThat(listByKey()).containsOnlyKeys(key(1));
    assertThat(memory.device().publicKey()).isEqualTo(OTHER_KEY.publicKey());
    assertThat(memory.device().incarnation()).isNotEqualTo(before.incarnation());
    assertThat(memory.device().listenPort()).isEqualTo(12_345);
    installAll(PeerConfig.builder(deviceKey()).build());
    assertThat(memory.contains(deviceKey())).isTrue();
  }

  @Test
  void settingTheSameKeyOrPortChangesNothing() throws Exception {
    Device before = memory.device();
    AtomicInteger told = new AtomicInteger();
    memory.watchDevice(told::incrementAndGet);
    memory.changeKey(DEVICE_KEY);
    memory.changeListenPort(12_345);
    assertThat(told).hasValue(0);
    assertThat(memory.device()).isEqualTo(before);
  }

  @Test
  void changingThePortKeepsEverythingElse() throws Exception {
    installAll(peer(1));
    Device before = memory.device();
    AtomicInteger told = new AtomicInteger();
    memory.watchDevice(told::incrementAndGet);
    memory.changeListenPort(0);
    assertThat(told).hasValue(1);
    assertThat(memory.device())
        .isEqualTo(Device.of("wg-test", before.incarnation(), 0, before.responderKey()));
    assertThat(memory.size()).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> memory.changeListenPort(65_536))
        .withMessageContaining("65536");
  }

  @Test
  void aDeletedDeviceFailsEverythingUntilItIsRecreated() throws Exception {
    installAll(peer(1, "10.0.0.1/32"));
    AtomicInteger told = new AtomicInteger();
    memory.watchDevice(told::incrementAndGet);
    long before = memory.device().incarnation();

    memory.deleteDevice();

    assertThat(told).hasValue(1);
    assertFails(memory::device);
    assertFails(() -> memory.install(List.of(peer(1))));
    assertFails(() -> memory.remove(List.of(key(1))));
    assertFails(() -> memory.list(status -> {}));
    assertFails(() -> memory.changeKey(OTHER_KEY));
    assertFails(() -> memory.changeListenPort(1));
    assertThat(memory.size()).isZero();
    assertThat(holder("10.0.0.1")).isEmpty();
    assertThat(memory.handshakeCompleted(key(1), CLIENT)).isFalse();

    memory.recreate(DEVICE_KEY);

    assertThat(told).hasValue(2);
    assertThat(memory.device().incarnation()).isNotEqualTo(before);
    assertThat(memory.device().publicKey()).isEqualTo(deviceKey());
    assertThat(memory.device().listenPort()).isEqualTo(12_345);
    assertThat(list()).isEmpty();
  }

  private static void assertFails(org.assertj.core.api.ThrowableAssert.ThrowingCallable operation) {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(operation)
        .withMessageContaining("wg-test");
  }

  @Test
  void recreatingRemovesAllPeers() throws Exception {
    installAll(peer(1, "10.0.0.1/32"), peer(2));
    long before = memory.device().incarnation();
    memory.recreate(DEVICE_KEY);
    assertThat(memory.size()).isZero();
    assertThat(holder("10.0.0.1")).isEmpty();
    assertThat(memory.device().incarnation()).isNotEqualTo(before);
  }

  @Test
  void aWatcherThatThrowsDisturbsNobody() throws Exception {
    AtomicInteger told = new AtomicInteger();
    memory.watchDevice(
        () -> {
          throw new IllegalStateException("the watcher's own");
        });
    memory.watchDevice(told::incrementAndGet);
    try (CapturedLog log = CapturedLog.of(InMemoryPeerStore.class)) {
      memory.changeKey(OTHER_KEY);
      assertThat(log.messages(Level.ERROR)).singleElement().asString().contains("wg-test");
      assertThat(log.events().get(0).getThrowableProxy().getMessage())
          .isEqualTo("the watcher's own");
    }
    assertThat(told).hasValue(1);
  }

  @Test
  void aWatcherCanReadTheDevice() throws Exception {
    List<PublicKey> seen = new ArrayList<>();
    memory.watchDevice(
        () -> {
          try {
            seen.add(memory.device().publicKey());
          } catch (StoreException e) {
            throw new AssertionError(e);
          }
        });
    memory.changeKey(OTHER_KEY);
    assertThat(seen).containsExactly(OTHER_KEY.publicKey());
  }

  @Test
  void closingForgetsWatchersAndLeavesTheDevice() throws Exception {
    installAll(peer(1));
    AtomicInteger told = new AtomicInteger();
    memory.watchDevice(told::incrementAndGet);
    memory.close();
    memory.changeKey(OTHER_KEY);
    assertThat(told).hasValue(0);
    assertThat(list()).hasSize(1);
  }

  @Test
  void theBuilderRejectsBadValuesAtOnce() {
    InMemoryPeerStore.Builder builder = InMemoryPeerStore.builder();
    assertThatIllegalArgumentException().isThrownBy(() -> builder.name(" "));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.listenPort(-1))
        .withMessageContaining("-1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxPeers(0))
        .withMessageContaining("0");
  }

  @Test
  void eachStoreWithoutAKeyHasANewOne() throws Exception {
    InMemoryPeerStore.Builder builder = InMemoryPeerStore.builder();
    Device first = builder.build().device();
    assertThat(first.publicKey()).isNotEqualTo(builder.build().device().publicKey());
    assertThat(first.name()).isEqualTo("memory");
    assertThat(first.listenPort()).isEqualTo(51_820);
  }
}
