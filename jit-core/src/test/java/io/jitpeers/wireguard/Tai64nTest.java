package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Tai64nTest {
  @Test
  void isWhatTheKernelWrites() {
    assertThat(Tai64n.of(Instant.EPOCH)).hasToString("400000000000000a00000000");
    assertThat(Tai64n.of(Instant.ofEpochSecond(1, 999_999_999)))
        .hasToString("400000000000000b3b9ac9ff");
    assertThat(Tai64n.of(Instant.ofEpochSecond(-11))).hasToString("3fffffffffffffff00000000");
  }

  @ParameterizedTest
  @MethodSource("io.jitpeers.wireguard.CapturedGateway#all")
  void readsTheCapturedLabels(CapturedGateway gateway) {
    assertThat(gateway.labels()).isNotEmpty().hasSameSizeAs(gateway.peerKeys());
    for (String hex : gateway.labels()) {
      byte[] bytes = HexFormat.of().parseHex(hex);
      Tai64n label = Tai64n.ofBytes(bytes, 0);
      assertThat(label).hasToString(hex);
      assertThat(label.toBytes()).isEqualTo(bytes);
      assertThat(Tai64n.of(label.seconds(), label.nanos()))
          .isEqualTo(label)
          .hasSameHashCodeAs(label);
      // Kernel clients round the nanoseconds to steps of 2^24 ns.
      assertThat(label.nanos() & 0xFFFFFF).isZero();
    }
  }

  @Test
  void readsInsideAnArray() {
    byte[] array = new byte[20];
    for (int i = 0; i < array.length; i++) {
      array[i] = (byte) i;
    }
    assertThat(Tai64n.ofBytes(array, 3)).hasToString("030405060708090a0b0c0d0e");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Tai64n.ofBytes(array, 9));
  }

  @Test
  void isOrderedByUnsignedBytes() {
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      byte[] a = new byte[12];
      byte[] b = new byte[12];
      random.nextBytes(a);
      random.nextBytes(b);
      System.arraycopy(a, 0, b, 0, random.nextInt(13));
      Tai64n first = Tai64n.ofBytes(a, 0);
      Tai64n second = Tai64n.ofBytes(b, 0);
      int expected = Integer.signum(Arrays.compareUnsigned(a, b));
      assertThat(Integer.signum(first.compareTo(second))).isEqualTo(expected);
      assertThat(first.isAfter(second)).isEqualTo(expected > 0);
      assertThat(first.equals(second)).isEqualTo(expected == 0);
    }
  }

  @Test
  void isATimeIfItCanBe() {
    Instant time = Instant.parse("2026-01-02T03:04:05.678901234Z");
    assertThat(Tai64n.of(time).toInstant()).contains(time);
    Instant before1970 = Instant.parse("1904-01-01T00:00:00.5Z");
    assertThat(Tai64n.of(before1970).toInstant()).contains(before1970);
    assertThat(Tai64n.of(Instant.MAX).toInstant()).contains(Instant.MAX);
    assertThat(Tai64n.of(Instant.MIN).toInstant()).contains(Instant.MIN);
    assertThat(Tai64n.of(Tai64n.of(Instant.MAX).seconds() + 1, 0).toInstant()).isEmpty();
    assertThat(Tai64n.of(Tai64n.of(Instant.MIN).seconds() - 1, 0).toInstant()).isEmpty();
    assertThat(Tai64n.of(-1, 0).toInstant()).isEmpty();
    assertThat(Tai64n.of(0, 0).toInstant()).isEmpty();
    assertThat(Tai64n.of(Tai64n.of(time).seconds(), 1_000_000_000).toInstant()).isEmpty();
    assertThat(Tai64n.of(Tai64n.of(time).seconds(), -1).toInstant()).isEmpty();
  }

  @Test
  void isNotAfterItself() {
    Tai64n label = Tai64n.of(1, 2);
    assertThat(label.isAfter(Tai64n.of(1, 2))).isFalse();
    assertThat(Tai64n.of(-1, 0).isAfter(Tai64n.of(Long.MAX_VALUE, 0))).isTrue();
    assertThat(Tai64n.of(0, -1).isAfter(Tai64n.of(0, Integer.MAX_VALUE))).isTrue();
  }

  @Test
  void equalLabelsHaveEqualHashesAndOthersMostlyOthers() {
    assertThat(Tai64n.of(5, 7)).hasSameHashCodeAs(Tai64n.of(5, 7));
    Set<Integer> hashes = new HashSet<>();
    for (int seconds = 0; seconds < 30; seconds++) {
      for (int nanos = 0; nanos < 30; nanos++) {
        hashes.add(Tai64n.of(seconds, nanos).hashCode());
      }
    }
    assertThat(hashes.size()).isGreaterThan(800);
  }

  @Test
  void timesFromTheFirstNanosecondOfASecondToTheLast() {
    long second = 0x4000000000000000L;
    assertThat(Tai64n.of(second, 0).toInstant()).isPresent();
    assertThat(Tai64n.of(second, 999_999_999).toInstant()).isPresent();
    assertThat(Tai64n.of(second, 1_000_000_000).toInstant()).isEmpty();
    assertThat(Tai64n.of(second, -1).toInstant()).isEmpty();
    assertThat(Tai64n.of(0, 0).toInstant()).isEmpty();
    assertThat(Tai64n.of(-1, 0).toInstant()).isEmpty();
    Tai64n last = Tai64n.of(Instant.MAX);
    assertThat(last.toInstant()).isPresent();
    assertThat(Tai64n.of(last.seconds() + 1, 0).toInstant()).isEmpty();
    Tai64n first = Tai64n.of(Instant.MIN);
    assertThat(first.toInstant()).contains(Instant.MIN);
    assertThat(Tai64n.of(first.seconds() - 1, 0).toInstant()).isEmpty();
  }
}
