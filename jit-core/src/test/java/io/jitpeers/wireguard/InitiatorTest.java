package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.testkit.SeededRandom;
import io.jitpeers.wireguard.InitiationResult.Opened;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.Test;

class InitiatorTest {
  private static final Tai64n TIME = Tai64n.of(0x400000006b0202d1L, 0x1a000000);

  /**
   * Expected bytes of an independent program: X25519 after RFC 7748, ChaCha20-Poly1305 after RFC
   * 8439 and Noise after the whitepaper, written in Python with hashlib's BLAKE2s.
   */
  @Test
  void makesTheKnownMessageOfKnownKeys() {
    PrivateKey gateway = PrivateKey.ofBytes(counting(0));
    PrivateKey client = PrivateKey.ofBytes(counting(32));
    PrivateKey ephemeral = PrivateKey.ofBytes(counting(64));
    Initiator initiator = Initiator.of(client, gateway.publicKey(), new SecureRandom());
    byte[] secret = new byte[32];
    X25519.scalarMult(ephemeral.toBytes(), 0, gateway.publicKey().toBytes(), 0, secret, 0);

    byte[] message = initiator.message(ephemeral.publicKey(), secret, TIME, 0xdeadbeef);

    assertThat(HexFormat.of().formatHex(message))
        .isEqualTo(
            "01000000efbeadde79a631eede1bf9c98f12032cdeadd0e7a079398fc786b88cc846ec89af85a51a7ddcb8"
                + "b744a022c9c8782384accd9e666f2102ba530a639e23b548c75c041cd054cdd371b0e363181bc165"
                + "2b98c9625ab47e11a88931b87a166c3f6954dea9d4f15079eb30c1ae9a404c62daf1e7281ee38a97"
                + "0e0f53fa65fb56727d00000000000000000000000000000000");
  }

  @Test
  void whatItMakesOpens() {
    SeededRandom random = new SeededRandom(51820);
    for (int i = 0; i < 200; i++) {
      PrivateKey gateway = PrivateKey.generate(random);
      PrivateKey client = PrivateKey.generate(random);
      Initiator initiator = Initiator.of(client, gateway.publicKey(), random);
      ResponderKey responder = ResponderKey.of(gateway);
      Tai64n time = Tai64n.of(random.nextLong(), random.nextInt());
      int index = random.nextInt();

      assertThat(responder.open(ByteBuffer.wrap(initiator.initiation(time, index))))
          .isEqualTo(new Opened(client.publicKey(), time, index));
    }
  }

  @Test
  void noTwoInitiationsAreAlike() {
    SecureRandom random = new SecureRandom();
    PublicKey gateway = PrivateKey.generate(random).publicKey();
    Initiator initiator = Initiator.of(PrivateKey.generate(random), gateway, random);

    byte[] first = initiator.initiation(TIME, 1);
    byte[] second = initiator.initiation(TIME, 1);

    assertThat(ephemeralOf(first)).isNotEqualTo(ephemeralOf(second));
  }

  @Test
  void refusesAResponderThatNobodyCanUse() {
    SecureRandom random = new SecureRandom();
    PrivateKey client = PrivateKey.generate(random);
    PublicKey zero = PublicKey.ofBytes(new byte[32]);

    assertThatThrownBy(() -> Initiator.of(client, zero, random))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("low-order");
  }

  @Test
  void keepsNothingAfterDestroy() {
    SecureRandom random = new SecureRandom();
    PublicKey gateway = PrivateKey.generate(random).publicKey();
    Initiator initiator = Initiator.of(PrivateKey.generate(random), gateway, random);

    initiator.destroy();

    assertThat(initiator.isDestroyed()).isTrue();
    assertThatThrownBy(() -> initiator.initiation(TIME, 1))
        .isInstanceOf(IllegalStateException.class);
    assertThat(initiator)
        .hasToString("Initiator[" + initiator.publicKey() + " to " + gateway + "]");
  }

  private static byte[] ephemeralOf(byte[] message) {
    return Arrays.copyOfRange(message, Initiation.EPHEMERAL, Initiation.ENCRYPTED_STATIC);
  }

  private static byte[] counting(int from) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (from + i);
    }
    return bytes;
  }
}
