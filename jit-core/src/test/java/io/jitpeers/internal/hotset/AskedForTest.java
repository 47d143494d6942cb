package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AskedForTest {
  private static final int MOST = 65_536;

  private final AskedFor asked = new AskedFor();
  private final List<PublicKey> told = new ArrayList<>();

  @BeforeEach
  void listen() {
    asked.whenNotInstalled(told::add);
  }

  private static ResidentRecord resident(int number, int handshake) {
    ResidentRecord peer =
        new ResidentRecord(key(number), PeerOrigin.PROVISIONED, new IpPrefix[0], 0);
    peer.found(status(number, handshake, 0, 0), 0);
    return peer;
  }

  @Test
  void anInstallThatMayHaveHappenedIsOursWhateverItsHandshake() {
    asked.install(config(1), 1);
    assertThat(asked.mayBeInstalled(key(1))).isTrue();
    assertThat(asked.mayBeInstalled(key(2))).isFalse();
    assertThat(asked.isOurs(status(1, 0, 0, 0))).isTrue();
    assertThat(asked.isOurs(status(1, 9, 0, 0))).isTrue();
    assertThat(asked.isOurs(status(2, 0, 0, 0))).isFalse();
  }

  @Test
  void oneThatWasRemovedIsOursWithItsHandshakeOnly() {
    asked.removed(key(1), resident(1, 5), 1);
    assertThat(asked.isOurs(status(1, 5, 0, 0))).isTrue();
    assertThat(asked.isOurs(status(1, 6, 0, 0))).isFalse();
    assertThat(asked.mayBeInstalled(key(1))).isFalse();
    asked.removed(key(2), resident(2, 0), 1);
    assertThat(asked.isOurs(status(2, 0, 0, 0))).as("anybody's has none at first").isFalse();
    asked.install(config(3), 1);
    asked.removed(key(3), null, 1);
    assertThat(asked.isOurs(status(3, 0, 0, 0))).as("it was removed").isFalse();
  }

  @Test
  void isForgottenWithItsExpiry() {
    Instant end = Instant.ofEpochSecond(5);
    asked.install(config(1).toBuilder().expiresAt(end).build(), 1);
    assertThat(asked.forget(key(1))).isEqualTo(end);
    assertThat(asked.forget(key(1))).isNull();
    assertThat(asked.isOurs(status(1, 0, 0, 0))).isFalse();
    asked.install(config(1), 1);
    assertThat(asked.forget(key(1))).isNull();
    asked.install(config(1), 1);
    asked.clear();
    assertThat(asked.mayBeInstalled(key(1))).isFalse();
  }

  /** So that the journal forgets it too. */
  @Test
  void tellsOfAnInstallThatDidNotHappen() {
    asked.install(config(1), 5);
    asked.install(config(2), 5);
    asked.removed(key(3), resident(3, 9), 5);
    asked.listed(6);
    asked.forget(key(2));
    assertThat(told).isEmpty();
    asked.listed(7);
    assertThat(told).containsExactly(key(1));
  }

  @Test
  void tellsOfAnInstallThatFailedAndWhosePeerWasRemoved() {
    asked.install(config(1), 5);
    asked.install(config(1), 6);
    assertThat(told).as("the same install is begun again").isEmpty();
    asked.removed(key(1), null, 6);
    asked.removed(key(1), resident(1, 9), 6);
    asked.removed(key(1), null, 6);
    assertThat(told).containsExactly(key(1));
  }

  @Test
  void tellsOfTheOldestInstallIfThereAreTooMany() {
    for (int i = 0; i <= MOST; i++) {
      asked.install(config(i), 1);
    }
    assertThat(told).containsExactly(key(0));
  }

  @Test
  void twoListingsThatBeganLaterSettleThatItIsNotThere() {
    asked.install(config(1), 5);
    asked.listed(5);
    asked.listed(5);
    asked.listed(6);
    assertThat(asked.mayBeInstalled(key(1))).isTrue();
    asked.listed(7);
    assertThat(asked.mayBeInstalled(key(1))).isFalse();
  }

  @Test
  void ofTooManyTheOldestGo() {
    for (int i = 0; i < MOST; i++) {
      asked.install(config(i), 1);
    }
    assertThat(asked.mayBeInstalled(key(0))).isTrue();
    asked.install(config(0), 1);
    asked.install(config(MOST), 1);
    assertThat(asked.mayBeInstalled(key(0))).as("asked for again").isTrue();
    assertThat(asked.mayBeInstalled(key(1))).isFalse();
    assertThat(asked.mayBeInstalled(key(2))).isTrue();
  }
}
