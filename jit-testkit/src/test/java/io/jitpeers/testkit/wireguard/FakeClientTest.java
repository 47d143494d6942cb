package io.jitpeers.testkit.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.testkit.SeededRandom;
import io.jitpeers.wireguard.InitiationRefusal;
import io.jitpeers.wireguard.InitiationResult.Opened;
import io.jitpeers.wireguard.InitiationResult.Refused;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.ResponderKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FakeClientTest {
  private static final PrivateKey GATEWAY = PrivateKey.generate(new SeededRandom(0));
  private static final Tai64n TIME = Tai64n.of(0x400000006b0202d1L, 0x1a000000);

  /**
   * Expected bytes of an independent program: X25519 after RFC 7748, ChaCha20-Poly1305 after RFC
   * 8439 and Noise after the whitepaper, written in Python with hashlib's BLAKE2s.
   */
  @Test
  void makesTheKnownMessageOfKnownKeys() {
    PublicKey gateway = PrivateKey.ofBytes(counting(0)).publicKey();
    PrivateKey key = PrivateKey.ofBytes(counting(32));
    SecureRandom ephemeral = new ScriptedRandom(counting(64));

    byte[] message = FakeClient.of(key, gateway, ephemeral).initiation(TIME, 0xdeadbeef);

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
      FakeClient client = FakeClient.ofSeed(i, gateway.publicKey());
      ResponderKey responder = ResponderKey.of(gateway);
      Tai64n time = Tai64n.of(random.nextLong(), random.nextInt());
      int index = random.nextInt();

      assertThat(responder.open(ByteBuffer.wrap(client.initiation(time, index))))
          .isEqualTo(new Opened(client.publicKey(), time, index));
    }
  }

  @Test
  void noTwoInitiationsAreAlike() {
    FakeClient client = FakeClient.ofSeed(1, GATEWAY.publicKey());

    byte[] first = client.initiation(TIME, 1);
    byte[] second = client.initiation(TIME, 1);

    assertThat(ephemeralOf(first)).isNotEqualTo(ephemeralOf(second));
  }

  @Test
  void aSeedIsAClient() {
    byte[] first = FakeClient.ofSeed(7, GATEWAY.publicKey()).initiation(TIME, 1);

    assertThat(FakeClient.ofSeed(7, GATEWAY.publicKey()).initiation(TIME, 1)).isEqualTo(first);
    assertThat(FakeClient.ofSeed(8, GATEWAY.publicKey()).publicKey())
        .isNotEqualTo(FakeClient.ofSeed(7, GATEWAY.publicKey()).publicKey());
  }

  @Test
  void anImpostorProvesNothing() {
    PublicKey victim = FakeClient.ofSeed(1, GATEWAY.publicKey()).publicKey();
    FakeClient impostor = FakeClient.impostor(victim, GATEWAY.publicKey(), new SeededRandom(2));

    assertThat(impostor.publicKey()).isEqualTo(victim);
    assertThat(ResponderKey.of(GATEWAY).open(ByteBuffer.wrap(impostor.initiation(TIME, 1))))
        .isEqualTo(new Refused(InitiationRefusal.BAD_TIMESTAMP));
  }

  @Test
  void refusesAGatewayThatNobodyCanUse() {
    PublicKey zero = PublicKey.ofBytes(new byte[32]);

    assertThatThrownBy(() -> FakeClient.ofSeed(1, zero))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("low-order");
  }

  @Test
  void showsPublicKeysOnly() {
    FakeClient client = FakeClient.ofSeed(1, GATEWAY.publicKey());

    assertThat(client)
        .hasToString("FakeClient[" + client.publicKey() + " to " + GATEWAY.publicKey() + "]");
  }

  private static byte[] ephemeralOf(byte[] message) {
    return Arrays.copyOfRange(message, 8, 40);
  }

  private static byte[] counting(int from) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (from + i);
    }
    return bytes;
  }
}
