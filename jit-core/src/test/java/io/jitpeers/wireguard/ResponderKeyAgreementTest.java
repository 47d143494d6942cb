package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.internal.agreement.CountingAgreement;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.InitiationResult.Opened;
import io.jitpeers.wireguard.InitiationResult.Refused;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A responder key uses the implementation of X25519 that it is given. */
class ResponderKeyAgreementTest {
  private static final Tai64n TIME = Tai64n.of(Instant.parse("2026-01-01T00:00:00Z"));

  private final SecureRandom random = new SecureRandom();
  private final PrivateKey gateway = PrivateKey.generate(random);
  private final ResponderKey key = ResponderKey.of(gateway);
  private final CountingAgreement counting = new CountingAgreement();

  private ByteBuffer initiation() {
    FakeClient client = FakeClient.of(PrivateKey.generate(random), gateway.publicKey(), random);
    return ByteBuffer.wrap(client.initiation(TIME, 1));
  }

  @Test
  void aNewKeyTakesTwoOperationsAndAKnownOneTakesOne() {
    key.use(counting);
    ByteBuffer initiation = initiation();

    assertThat(key.open(initiation)).isInstanceOf(Opened.class);
    assertThat(counting.operations()).isEqualTo(2);
    assertThat(key.open(initiation)).isInstanceOf(Opened.class);
    assertThat(counting.operations()).isEqualTo(3);
  }

  @Test
  void theSameImplementationIsNotPreparedAgain() {
    key.use(counting);
    key.use(counting);
    assertThat(counting.prepared()).isEqualTo(1);
    key.use(KeyAgreement25519.bouncyCastle());

    assertThat(counting.destroyed()).as("replaced").isEqualTo(1);
    assertThat(key.open(initiation())).isInstanceOf(Opened.class);
  }

  @Test
  void anImplementationThatCannotBePreparedLeavesTheOneBefore() {
    KeyAgreement25519 broken =
        scalar -> {
          throw new IllegalStateException("on purpose");
        };
    assertThatThrownBy(() -> key.use(broken)).hasMessage("on purpose");

    assertThat(key.open(initiation())).isInstanceOf(Opened.class);
  }

  @Test
  void destroyingTheKeyDestroysThePreparedOne() {
    key.use(counting);
    key.destroy();
    CountingAgreement late = new CountingAgreement();
    key.use(late);

    assertThat(counting.destroyed()).isEqualTo(1);
    assertThat(late.prepared()).as("no copy of a wiped key").isZero();
  }

  @Test
  void aPointThatAnImplementationRefusesIsOfLowOrder() {
    key.use(
        scalar ->
            new KeyAgreement25519.Key() {
              @Override
              public boolean agree(byte[] point, int offset, byte[] secret) {
                return false;
              }

              @Override
              public void destroy() {}
            });

    assertThat(key.open(initiation())).isEqualTo(new Refused(InitiationRefusal.LOW_ORDER_POINT));
  }
}
