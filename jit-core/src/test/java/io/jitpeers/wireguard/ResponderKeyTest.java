package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.testing.Allocation;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.testkit.wireguard.Messages;
import io.jitpeers.wireguard.InitiationResult.Opened;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ResponderKeyTest {
  private static final Tai64n TIME = Tai64n.of(Instant.parse("2026-01-01T00:00:00Z"));

  private final SecureRandom random = new SecureRandom();
  private final PrivateKey gateway = PrivateKey.generate(random);

  @Test
  void showsOnlyThePublicKey() {
    ResponderKey key = ResponderKey.of(gateway);

    assertThat(key).hasToString("ResponderKey[" + gateway.publicKey() + "]");
    assertThat(key.publicKey()).isEqualTo(gateway.publicKey());
  }

  @Test
  void keepsItsOwnCopyOfThePrivateKey() {
    PrivateKey source = PrivateKey.ofBytes(gateway.toBytes());
    ResponderKey key = ResponderKey.of(source);

    source.destroy();

    assertThat(key.open(initiation())).isInstanceOf(Opened.class);
  }

  @Test
  void refusesANegativeCacheSize() {
    assertThatThrownBy(() -> ResponderKey.of(gateway, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void theCacheIsBounded() {
    ResponderKey key = ResponderKey.of(gateway, 10);
    for (int i = 0; i < 100; i++) {
      assertThat(key.open(initiation())).isInstanceOf(Opened.class);
    }

    assertThat(key.cachedStaticSecrets()).isBetween(1L, 10L);
  }

  @Test
  void opensWithoutACache() {
    ResponderKey key = ResponderKey.of(gateway, 0);
    ByteBuffer initiation = initiation();

    assertThat(key.open(initiation)).isInstanceOf(Opened.class);
    assertThat(key.open(initiation)).isInstanceOf(Opened.class);
    assertThat(key.cachedStaticSecrets()).isZero();
  }

  @Test
  void destroyWipesTheKey() throws Exception {
    ResponderKey key = ResponderKey.of(gateway);
    Field field = ResponderKey.class.getDeclaredField("scalar");
    field.setAccessible(true);
    byte[] scalar = (byte[]) field.get(key);
    assertThat(scalar).isNotEqualTo(new byte[scalar.length]);

    key.destroy();

    assertThat(scalar).containsOnly(0);
  }

  @Test
  void knowsTheFormOfAnInitiation() {
    ByteBuffer initiation = initiation();
    assertThat(ResponderKey.looksLikeInitiation(initiation)).isTrue();
    assertThat(ResponderKey.looksLikeInitiation(initiation.slice(0, 147))).isFalse();
    assertThat(ResponderKey.looksLikeInitiation(ByteBuffer.allocate(148))).isFalse();
  }

  @Test
  void opensNothingAfterDestroy() {
    ResponderKey key = ResponderKey.of(gateway);
    ByteBuffer initiation = initiation();
    assertThat(key.open(initiation)).isInstanceOf(Opened.class);
    assertThat(key.isDestroyed()).isFalse();

    key.destroy();
    key.destroy();

    assertThat(key.isDestroyed()).isTrue();
    assertThat(key.cachedStaticSecrets()).isZero();
    assertThat(key.check(initiation)).isNull();
    assertThatThrownBy(() -> key.open(initiation)).isInstanceOf(IllegalStateException.class);
    assertThat(key.publicKey()).isEqualTo(gateway.publicKey());
  }

  /** If a key were wiped while a thread opens with it, a real client would look like a forger. */
  @Test
  @Timeout(60)
  void destroyNeverSpoilsAnOpeningInProgress() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      for (int round = 0; round < 30; round++) {
        ResponderKey key = ResponderKey.of(gateway, 4);
        List<ByteBuffer> initiations = List.of(initiation(), initiation());
        CountDownLatch opening = new CountDownLatch(3);
        List<Future<Integer>> openers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          openers.add(threads.submit(() -> openUntilDestroyed(key, initiations, opening)));
        }
        opening.await();
        key.destroy();
        for (Future<Integer> opener : openers) {
          assertThat(opener.get()).isPositive();
        }
      }
    } finally {
      threads.shutdownNow();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static int openUntilDestroyed(
      ResponderKey key, List<ByteBuffer> initiations, CountDownLatch opening) {
    int opened = 0;
    while (true) {
      try {
        assertThat(key.open(initiations.get(opened % 2))).isInstanceOf(Opened.class);
      } catch (IllegalStateException destroyed) {
        return opened;
      }
      opened++;
      if (opened == 1) {
        opening.countDown();
      }
    }
  }

  @Test
  void garbageOfEveryLengthIsRefused() {
    Random garbage = new Random(2000);
    ResponderKey key = ResponderKey.of(gateway);
    for (int length = 0; length <= 2_000; length++) {
      byte[] bytes = new byte[length];
      garbage.nextBytes(bytes);

      assertThat(key.check(ByteBuffer.wrap(bytes))).isNotNull();
      assertThat(key.open(ByteBuffer.wrap(bytes))).isInstanceOf(InitiationResult.Refused.class);
    }
  }

  /** Starts from valid messages and corrects MAC1 after each mutation, so that they pass it. */
  @Test
  void mutatedInitiationsAreRefusedOrTheSame() {
    Random mutations = new Random(148);
    ResponderKey key = ResponderKey.of(gateway);
    byte[] good = message();
    for (int i = 0; i < 1_500; i++) {
      byte[] message = good.clone();
      int from = mutations.nextInt(Initiation.LENGTH);
      int to = from + 1 + mutations.nextInt(Math.min(40, Initiation.LENGTH - from));
      for (int at = from; at < to; at++) {
        message[at] = (byte) mutations.nextInt(256);
      }
      if (mutations.nextBoolean()) {
        Messages.writeMac1(message, gateway.publicKey());
      }
      int length = mutations.nextInt(10) == 0 ? mutations.nextInt(160) : Initiation.LENGTH;
      message = Arrays.copyOf(message, length);

      InitiationResult result = key.open(ByteBuffer.wrap(message));
      // Nothing authenticates the sender index and MAC2; everything else must be unchanged.
      boolean sameCore =
          length == Initiation.LENGTH
              && Arrays.equals(message, 0, 4, good, 0, 4)
              && Arrays.equals(
                  message,
                  Initiation.EPHEMERAL,
                  Initiation.MAC1,
                  good,
                  Initiation.EPHEMERAL,
                  Initiation.MAC1);
      if (result instanceof Opened) {
        assertThat(sameCore).as("mutation %d", i).isTrue();
      }
    }
  }

  @Test
  void aMillionForgedMac1sAllocateNothing() {
    ResponderKey key = ResponderKey.of(gateway);
    byte[] forged = message();
    forged[Initiation.MAC1]++;
    ByteBuffer heap = ByteBuffer.wrap(forged);
    ByteBuffer direct = ByteBuffer.allocateDirect(Initiation.LENGTH).put(0, forged);
    Runnable flood =
        () -> {
          for (int i = 0; i < 500_000; i++) {
            heap.putInt(Initiation.SENDER_INDEX, i);
            direct.putInt(Initiation.SENDER_INDEX, i);
            if (key.check(heap) != InitiationRefusal.BAD_MAC1
                || key.check(direct) != InitiationRefusal.BAD_MAC1) {
              throw new AssertionError("a forged MAC1 passed");
            }
          }
        };
    flood.run();

    assertThat(Allocation.least(flood, 100_000)).isLessThan(100_000);
  }

  private ByteBuffer initiation() {
    return ByteBuffer.wrap(message());
  }

  private byte[] message() {
    FakeClient client = FakeClient.of(PrivateKey.generate(random), gateway.publicKey(), random);
    return client.initiation(TIME, random.nextInt());
  }
}
