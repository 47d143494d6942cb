package io.jitpeers.testkit.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * One handshake to the last bit. The messages were computed from the whitepaper's formulas by a
 * Python program on hashlib, hmac and pyca/cryptography. Its keys are SHA-256 of their names.
 */
class VectorTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] CLIENT_INDEX = HEX.parseHex("01020304");
  private static final int GATEWAY_INDEX = 0x0a0b0c0d;
  private static final Tai64n TIMESTAMP =
      Tai64n.ofBytes(HEX.parseHex("400000006b0202e031000000"), 0);
  private static final String INITIATION =
      "0100000004030201b470ad366b390120d4de0fb51689ba4be2f5afec4f3a069bb856f6afdec2d65c"
          + "b882ae8335a4d47353e1198fe248c2326aa38b2214cce120d6c3e73e6be96c3a"
          + "28d04f761570f06a659ca8748214ae2d27ae035baa77f96844b94af333653ef6e691126788e30796dccf7a08"
          + "b9db8204b7895192fec8b06ffc8547b600000000000000000000000000000000";
  private static final String RESPONSE =
      "020000000d0c0b0a040302013bdc5b12d8bde690d7467da1e41030cb86b2cd31dac93f15d48d0132e5f66c2c"
          + "ed586bc6553c18a3ce6a0c43634bfff46c4abd7e2730c15262a8a59b3007ae1e"
          + "00000000000000000000000000000000";
  private static final String KEEPALIVE =
      "040000000d0c0b0a0000000000000000ce95b7a7c5c982a2860509df9becee4e";

  private final PrivateKey client = PrivateKey.ofBytes(named("client static"));
  private final PrivateKey gateway = PrivateKey.ofBytes(named("gateway static"));
  private final PresharedKey presharedKey = PresharedKey.ofBytes(named("preshared key"));

  private static byte[] named(String name) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyMessageIsAsComputedElsewhere() throws HandshakeException {
    FakeHandshake clientSide =
        FakeClient.of(
                client,
                gateway.publicKey(),
                new ScriptedRandom(named("client ephemeral"), CLIENT_INDEX))
            .withPresharedKey(presharedKey)
            .begin(TIMESTAMP);
    byte[] initiation = clientSide.initiation();
    assertThat(HEX.formatHex(initiation)).isEqualTo(INITIATION);

    GatewayHandshake.Answer answer =
        GatewayHandshake.readInitiation(initiation, gateway)
            .writeResponse(
                presharedKey, new ScriptedRandom(named("gateway ephemeral")), GATEWAY_INDEX);
    assertThat(HEX.formatHex(answer.response())).isEqualTo(RESPONSE);

    byte[] keepalive = clientSide.readResponse(answer.response()).writeKeepalive();
    assertThat(HEX.formatHex(keepalive)).isEqualTo(KEEPALIVE);
    answer.session().readKeepalive(keepalive);
  }
}
