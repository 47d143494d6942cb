package io.jitpeers.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.contract.KeyAgreement25519Contract;
import io.jitpeers.wireguard.KeyAgreement25519;
import io.jitpeers.wireguard.PrivateKey;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A library whose operations all fail: Bouncy Castle performs them. */
class GuardedTest extends KeyAgreement25519Contract {
  @Override
  protected KeyAgreement25519 implementation() {
    return Guarded.unchecked("the failing library", GuardedTest::failing);
  }

  private static KeyAgreement25519.Key failing(byte[] scalar) {
    KeyAgreement25519.Key real = KeyAgreement25519.bouncyCastle().key(scalar);
    return new KeyAgreement25519.Key() {
      @Override
      public boolean agree(byte[] point, int offset, byte[] secret) {
        boolean unused = real.agree(point, offset, new byte[secret.length]);
        return false;
      }

      @Override
      public void destroy() {
        real.destroy();
      }
    };
  }

  @Test
  void theFirstFailureIsLoggedWithoutTheSecret() {
    PrivateKey key = PrivateKey.generate(new SecureRandom());
    try (CapturedLog log = CapturedLog.of(Guarded.class)) {
      KeyAgreement25519.Key guarded = implementation().key(key.toBytes());
      byte[] secret = new byte[32];
      for (int i = 0; i < 3; i++) {
        assertThat(guarded.agree(key.publicKey().toBytes(), 0, secret)).isTrue();
        assertThat(secret).isNotEqualTo(new byte[32]);
        assertThat(guarded.agree(new byte[32], 0, secret)).as("low order").isFalse();
        assertThat(secret).containsOnly(0);
      }
      assertThat(log.messages(Level.ERROR))
          .singleElement()
          .asString()
          .startsWith("the failing library failed to compute an X25519 secret; Bouncy Castle");
    }
  }

  @Test
  void aLibraryThatThrowsRefusesNoClient() {
    PrivateKey key = PrivateKey.generate(new SecureRandom());
    Guarded throwing =
        Guarded.unchecked(
            "the throwing library",
            scalar -> {
              KeyAgreement25519.Key failing = failing(scalar);
              return new KeyAgreement25519.Key() {
                @Override
                public boolean agree(byte[] point, int offset, byte[] secret) {
                  throw new ProviderException("on purpose");
                }

                @Override
                public void destroy() {
                  failing.destroy();
                }
              };
            });
    Guarded absent =
        Guarded.unchecked(
            "the absent library",
            scalar -> {
              throw new UnsatisfiedLinkError("on purpose");
            });
    try (CapturedLog log = CapturedLog.of(Guarded.class)) {
      for (Guarded guarded : List.of(throwing, absent)) {
        KeyAgreement25519.Key prepared = guarded.key(key.toBytes());
        assertThat(prepared.agree(key.publicKey().toBytes(), 0, new byte[32])).isTrue();
        prepared.destroy();
        assertThatThrownBy(() -> prepared.agree(key.publicKey().toBytes(), 0, new byte[32]))
            .isInstanceOf(RuntimeException.class);
      }
      assertThat(log.messages(Level.ERROR)).hasSize(2);
    }
  }

  @Test
  void destroyingDestroysBothKeysEvenIfOneCannotBe() {
    PrivateKey key = PrivateKey.generate(new SecureRandom());
    KeyAgreement25519.Key prepared =
        Guarded.unchecked(
                "the stubborn library",
                scalar ->
                    new KeyAgreement25519.Key() {
                      @Override
                      public boolean agree(byte[] point, int offset, byte[] secret) {
                        return false;
                      }

                      @Override
                      public void destroy() {
                        throw new ProviderException("on purpose");
                      }
                    })
            .key(key.toBytes());

    assertThatThrownBy(prepared::destroy).hasMessage("on purpose");
    assertThatThrownBy(() -> prepared.agree(key.publicKey().toBytes(), 0, new byte[32]))
        .as("Bouncy Castle's key")
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aLibraryThatCanDoNothingIsNotUsed() {
    assertThatThrownBy(() -> Guarded.of("the failing library", GuardedTest::failing))
        .isInstanceOf(SettingsException.class)
        .hasMessage("the failing library cannot compute X25519: it refuses every public key");
    assertThatThrownBy(
            () ->
                Guarded.of(
                    "the absent library",
                    scalar -> {
                      throw new ProviderException("on purpose");
                    }))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("the absent library cannot compute X25519: ")
        .hasMessageEndingWith("on purpose");
  }
}
