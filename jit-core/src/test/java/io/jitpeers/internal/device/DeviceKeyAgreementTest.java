package io.jitpeers.internal.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.internal.agreement.CountingAgreement;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.InitiationResult.Opened;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The device's key uses the chosen implementation of X25519 until the orchestrator is closed. */
class DeviceKeyAgreementTest {
  private final SecureRandom random = new SecureRandom();
  private final ManualTime time = new ManualTime();
  private final CountingAgreement counting = new CountingAgreement();
  private final PrivateKey first = PrivateKey.generate(random);
  private final InMemoryPeerStore store =
      InMemoryPeerStore.builder().privateKey(first).timeSource(time).build();
  private final CurrentDevice device =
      new CurrentDevice(store, new HotSet(time), new Events(), counting);

  private void open(PrivateKey gateway) {
    FakeClient client = FakeClient.of(PrivateKey.generate(random), gateway.publicKey(), random);
    byte[] initiation = client.initiation(Tai64n.of(Instant.EPOCH), 1);
    assertThat(device.responderKey().open(ByteBuffer.wrap(initiation))).isInstanceOf(Opened.class);
  }

  @Test
  void itIsUsedFromTheStartOn() throws Exception {
    device.start();
    open(first);
    assertThat(counting.operations()).isEqualTo(2);

    device.refresh();
    assertThat(counting.prepared()).as("the key is the same").isEqualTo(1);
  }

  @Test
  void itIsUsedForANewKeyAndTheOldOneIsReleased() throws Exception {
    device.start();
    PrivateKey second = PrivateKey.generate(random);
    store.changeKey(second);
    device.refresh();
    open(second);

    assertThat(counting.prepared()).isEqualTo(2);
    assertThat(counting.destroyed()).isEqualTo(1);
    assertThat(counting.operations()).isEqualTo(2);
  }

  @Test
  void closingReleasesTheKeyWhichItsStoreCanUseFurther() throws Exception {
    device.start();
    device.close();

    assertThat(counting.destroyed()).isEqualTo(1);
    open(first);
    assertThat(counting.operations()).isZero();
  }

  @Test
  void closingBeforeTheStartDoesNothing() {
    device.close();
    assertThat(counting.prepared()).isZero();
  }
}
