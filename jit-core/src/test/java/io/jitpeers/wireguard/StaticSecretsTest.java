package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StaticSecretsTest {
  private final byte[] target = new byte[32];

  @Test
  void givesCopiesOfWhatWasKept() {
    StaticSecrets secrets = new StaticSecrets(10);
    byte[] secret = filled(7);
    secrets.keep(key(1), secret);
    Arrays.fill(secret, (byte) 0);

    assertThat(secrets.copy(key(1), target)).isTrue();
    assertThat(target).isEqualTo(filled(7));
    assertThat(secrets.copy(key(2), target)).isFalse();
  }

  @Test
  void replacingASecretWipesOnlyTheOldOne() {
    StaticSecrets secrets = new StaticSecrets(10);
    secrets.keep(key(1), filled(7));
    secrets.keep(key(1), filled(7));

    assertThat(secrets.copy(key(1), target)).isTrue();
    assertThat(target).isEqualTo(filled(7));
  }

  @Test
  void hasNothingAfterWipe() {
    StaticSecrets secrets = new StaticSecrets(10);
    secrets.keep(key(1), filled(7));

    secrets.wipe();

    assertThat(secrets.size()).isZero();
    assertThat(secrets.copy(key(1), target)).isFalse();
  }

  /**
   * Otherwise a thread that has just found a secret would compute with zeros after its eviction.
   */
  @Test
  void aWipedSecretSaysSo() {
    StaticSecrets.Secret secret = new StaticSecrets.Secret(filled(7));
    assertThat(secret.copy(target)).isTrue();

    secret.wipe();

    assertThat(secret.copy(target)).isFalse();
    assertThat(target).containsOnly(0);
  }

  private static PublicKey key(int number) {
    return PublicKey.ofBytes(filled(number));
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
