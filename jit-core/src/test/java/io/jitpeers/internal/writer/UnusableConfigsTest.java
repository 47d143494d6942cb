package io.jitpeers.internal.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.ManualStages;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A config whose preshared key a source in the same process has destroyed, at any time. The request
 * for it fails, and no other request of its group is affected.
 */
class UnusableConfigsTest {
  private final ManualTime time = new ManualTime();
  private final ManualStages stages = new ManualStages();
  private final HotSet hotSet = new HotSet(time);
  private final InMemoryPeerStore store = InMemoryPeerStore.builder().timeSource(time).build();
  private final List<String> told = new ArrayList<>();
  private Runnable whenFirstIsTold = () -> {};
  private final StoreWriter writer =
      new StoreWriter(
          store,
          hotSet,
          new Events(),
          time,
          stages.writer(),
          Duration.ofMillis(20),
          WriteAhead.none(),
          () -> {});

  private static PresharedKey secret(int number) {
    byte[] bytes = new byte[PresharedKey.LENGTH];
    bytes[0] = (byte) number;
    return PresharedKey.ofBytes(bytes);
  }

  private static PresharedKey destroyed() {
    PresharedKey key = secret(7);
    key.destroy();
    return key;
  }

  /** Returns a config with one more allowed IP than before. */
  private static PeerConfig config(int number, PresharedKey secret) {
    return Peers.config(number).toBuilder()
        .allowedIp(Peers.ip(100 + number))
        .presharedKey(secret)
        .build();
  }

  private void resident(int peers) throws StoreException {
    List<PeerConfig> configs = IntStream.rangeClosed(1, peers).mapToObj(Peers::config).toList();
    assertThat(store.install(configs).failures()).isEmpty();
    configs.forEach(hotSet::installed);
  }

  private void change(int number, PresharedKey secret) {
    assertThat(writer.change(new Change(number, config(number, secret)))).isTrue();
  }

  private void install(int number, PresharedKey secret) {
    assertThat(writer.install(new Install(number, config(number, secret)))).isTrue();
  }

  private void assertNothingIsReserved(int number) {
    assertThat(hotSet.reserve(Peers.key(99), List.of(Peers.ip(100 + number)))).isNull();
  }

  @Test
  void aChangeThatCannotBePreparedTakesNoOtherWithIt() throws Exception {
    resident(3);
    change(1, secret(1));
    change(2, destroyed());
    change(3, secret(3));
    stages.runWriter();

    assertThat(told).containsExactly("2 failed", "1 changed", "3 changed");
    assertThat(store.config(Peers.key(1))).contains(config(1, secret(1)));
    assertNothingIsReserved(2);
  }

  @Test
  void aChangeThatCannotBeTakenInIsTold() throws Exception {
    resident(3);
    PresharedKey shortLived = secret(2);
    whenFirstIsTold = shortLived::destroy;
    change(1, secret(1));
    change(2, shortLived);
    change(3, secret(3));
    stages.runWriter();

    assertThat(told).containsExactly("1 changed", "2 failed", "3 changed");
  }

  @Test
  void anInstallWithoutItsSecretTakesNoOtherWithIt() {
    install(1, secret(1));
    install(2, destroyed());
    install(3, secret(3));
    stages.runWriter();

    assertThat(told).containsExactly("2 failed", "1 installed", "3 installed");
    assertThat(store.contains(Peers.key(2))).isFalse();
    assertNothingIsReserved(2);
  }

  @Test
  void anInstallThatCannotBeTakenInIsTold() {
    PresharedKey shortLived = secret(2);
    whenFirstIsTold = shortLived::destroy;
    install(1, secret(1));
    install(2, shortLived);
    install(3, secret(3));
    stages.runWriter();

    assertThat(told).containsExactly("1 installed", "2 failed", "3 installed");
  }

  private void told(int number, String what) {
    told.add(number + " " + what);
    if (number == 1) {
      whenFirstIsTold.run();
    }
  }

  private final class Install implements InstallRequest {
    private final int number;
    private final PeerConfig config;

    Install(int number, PeerConfig config) {
      this.number = number;
      this.config = config;
    }

    @Override
    public PublicKey key() {
      return config.publicKey();
    }

    @Override
    public Prepared prepare() {
      return new Prepared(config, null, false, null);
    }

    @Override
    public void installed(boolean initiated) {
      told(number, "installed");
    }

    @Override
    public void withdrawn() {
      told(number, "withdrawn");
    }

    @Override
    public void conflicted(Conflict conflict) {
      told(number, "conflicted");
    }

    @Override
    public void failed(StoreException failure) {
      told(number, "failed");
    }
  }

  private final class Change implements ChangeRequest {
    private final int number;
    private final PeerConfig config;

    Change(int number, PeerConfig config) {
      this.number = number;
      this.config = config;
    }

    @Override
    public PublicKey key() {
      return config.publicKey();
    }

    @Override
    public PeerConfig prepare() {
      return config;
    }

    @Override
    public void changed(PeerUpdate update, List<Conflict> conflicts) {
      told(number, "changed");
    }

    @Override
    public void absent() {
      told(number, "absent");
    }

    @Override
    public void withdrawn() {
      told(number, "withdrawn");
    }

    @Override
    public void failed(StoreException failure) {
      told(number, "failed");
    }
  }
}
