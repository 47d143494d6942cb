package io.jitpeers.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The device: its key, its port, its end and its watchers. */
class InMemoryPeerStoreDeviceTest extends InMemoryStoreFixture {
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
