package io.jitpeers.testkit.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.testing.RecordedInitiation;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.ResponderKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
  private static final Tai64n NOW = Tai64n.of(Instant.parse("2026-01-01T00:00:00Z"));
  private static final PresharedKey PSK =
      PresharedKey.ofBytes(
          new byte[] {
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
            17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32
          });

  private final SecureRandom random = new SecureRandom();
  private final PrivateKey gateway = PrivateKey.generate(random);
  private final PrivateKey client = PrivateKey.generate(random);

  private FakeHandshake clientHandshake(PresharedKey presharedKey) {
    return FakeClient.of(client, gateway.publicKey(), random)
        .withPresharedKey(presharedKey)
        .begin(NOW);
  }

  private GatewayHandshake.Answer answer(byte[] initiation, PresharedKey presharedKey)
      throws HandshakeException {
    return GatewayHandshake.readInitiation(initiation, gateway)
        .writeResponse(presharedKey, random, 77);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bothSidesShareASession(boolean withPresharedKey) throws HandshakeException {
    PresharedKey presharedKey = withPresharedKey ? PSK : null;
    FakeHandshake handshake = clientHandshake(presharedKey);
    GatewayHandshake.Answer answer = answer(handshake.initiation(), presharedKey);
    FakeSession session = handshake.readResponse(answer.response());

    assertThatCode(() -> answer.session().readKeepalive(session.writeKeepalive()))
        .doesNotThrowAnyException();
    assertThatCode(() -> answer.session().readKeepalive(session.writeKeepalive()))
        .as("the second keepalive has another counter")
        .doesNotThrowAnyException();
    assertThatCode(() -> session.readKeepalive(answer.session().writeKeepalive()))
        .doesNotThrowAnyException();
  }

  @Test
  void theLibraryOpensWhatTheClientWrites() throws HandshakeException {
    byte[] initiation = clientHandshake(null).initiation();
    InitiationResult result = ResponderKey.of(gateway).open(ByteBuffer.wrap(initiation));
    assertThat(result)
        .isInstanceOfSatisfying(
            InitiationResult.Opened.class,
            opened -> {
              assertThat(opened.initiator()).isEqualTo(client.publicKey());
              assertThat(opened.timestamp()).isEqualTo(NOW);
            });
  }

  @Test
  void theGatewayReadsWhatKernelClientsWrote() throws HandshakeException {
    for (RecordedInitiation recorded : RecordedInitiation.all()) {
      GatewayHandshake handshake =
          GatewayHandshake.readInitiation(recorded.bytes(), recorded.gatewayKey());
      assertThat(handshake.client()).isEqualTo(recorded.initiator());
      assertThat(handshake.timestamp()).isEqualTo(recorded.timestamp());
    }
  }

  @Test
  void aWrongPresharedKeyFails() throws HandshakeException {
    FakeHandshake handshake = clientHandshake(PSK);
    byte[] response = answer(handshake.initiation(), null).response();
    assertThatThrownBy(() -> handshake.readResponse(response))
        .isInstanceOf(HandshakeException.class)
        .hasMessageContaining("authentication");
  }

  @Test
  void aForgedInitiationFails() {
    byte[] forged =
        FakeClient.impostor(client.publicKey(), gateway.publicKey(), random).initiation(NOW, 1);
    assertThatThrownBy(() -> GatewayHandshake.readInitiation(forged, gateway))
        .isInstanceOf(HandshakeException.class);
  }

  @Test
  void everyFlippedBitOfAResponseFails() throws HandshakeException {
    int macs = Messages.RESPONSE_LENGTH - 2 * Primitives.MAC_LENGTH;
    // Bytes 4 to 7 are the gateway's index: whoever changes them breaks what comes after.
    for (int bit = 8 * 8; bit < macs * 8; bit++) {
      FakeHandshake handshake = clientHandshake(PSK);
      byte[] response = answer(handshake.initiation(), PSK).response();
      response[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> handshake.readResponse(response))
          .isInstanceOf(HandshakeException.class);
    }
  }

  @Test
  void aResponseIsToOneInitiation() throws HandshakeException {
    byte[] response = answer(clientHandshake(null).initiation(), null).response();
    FakeHandshake other = clientHandshake(null);
    assertThatThrownBy(() -> other.readResponse(response))
        .isInstanceOf(HandshakeException.class)
        .hasMessageContaining("another initiation");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 4, 32, 91, 92, 93, 148})
  void garbageIsAHandshakeException(int length) throws HandshakeException {
    FakeHandshake handshake = clientHandshake(null);
    byte[] garbage = new byte[length];
    assertThatThrownBy(() -> handshake.readResponse(garbage))
        .isInstanceOf(HandshakeException.class);
    assertThatThrownBy(() -> GatewayHandshake.readInitiation(garbage, gateway))
        .isInstanceOf(HandshakeException.class);
  }

  @Test
  void aKeepaliveOfAnotherSessionFails() throws HandshakeException {
    FakeHandshake handshake = clientHandshake(null);
    GatewayHandshake.Answer answer = answer(handshake.initiation(), null);
    FakeSession session = handshake.readResponse(answer.response());
    byte[] keepalive = session.writeKeepalive();
    keepalive[20] ^= 1;
    assertThatThrownBy(() -> answer.session().readKeepalive(keepalive))
        .isInstanceOf(HandshakeException.class)
        .hasMessageContaining("authentication");
    assertThatThrownBy(() -> session.readKeepalive(session.writeKeepalive()))
        .isInstanceOf(HandshakeException.class)
        .hasMessageContaining("another session");
  }

  @Test
  void aLowOrderPointIsRefused() {
    byte[] initiation = new byte[Messages.INITIATION_LENGTH];
    initiation[0] = Messages.INITIATION;
    assertThatThrownBy(() -> GatewayHandshake.readInitiation(initiation, gateway))
        .isInstanceOf(HandshakeException.class)
        .hasMessageContaining("low-order");
  }
}
