package io.jitpeers.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.NativeLibrary;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("native-crypto")
@Timeout(120)
class OpenSslTest {
  private final byte[] scalar = new byte[OpenSslX25519.LENGTH];
  private final byte[] point = new byte[OpenSslX25519.LENGTH];

  OpenSslTest() {
    new SecureRandom().nextBytes(scalar);
    point[0] = 9;
  }

  @BeforeAll
  static void load() throws Exception {
    assertThat(OpenSsl.load()).startsWith("OpenSSL 3.");
  }

  /** A key that is closed while threads use it is freed after the last of them. */
  @RepeatedTest(20)
  void closingWaitsForNoThreadAndBreaksNone() throws Exception {
    OpenSslX25519 key = OpenSslX25519.of(scalar);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    CountDownLatch begun = new CountDownLatch(3);
    try {
      List<Future<Boolean>> ended = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        ended.add(threads.submit(() -> usedUntilClosed(key, begun)));
      }
      begun.await();
      key.close();
      for (Future<Boolean> one : ended) {
        assertThat(one.get()).as("ended by the closed key").isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean usedUntilClosed(OpenSslX25519 key, CountDownLatch begun) {
    byte[] secret = new byte[OpenSslX25519.LENGTH];
    try {
      while (key.agree(point, 0, secret)) {
        begun.countDown();
      }
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  @Test
  void aPointOfLowOrderIsRefusedAndTheNextOneIsNot() {
    try (OpenSslX25519 key = OpenSslX25519.of(scalar)) {
      byte[] secret = new byte[OpenSslX25519.LENGTH];
      assertThat(key.agree(new byte[OpenSslX25519.LENGTH], 0, secret)).isFalse();
      assertThat(secret).containsOnly(0);
      assertThat(key.agree(point, 0, secret)).isTrue();
      assertThat(secret).isNotEqualTo(new byte[OpenSslX25519.LENGTH]);
    }
  }

  @Test
  void theLibrarysFunctionsAreNotGivenToOtherLibraries() {
    NativeLibrary process = NativeLibrary.getProcess();
    assertThatThrownBy(() -> process.getFunction("EVP_PKEY_derive_set_peer_ex"))
        .isInstanceOf(UnsatisfiedLinkError.class);
  }
}
