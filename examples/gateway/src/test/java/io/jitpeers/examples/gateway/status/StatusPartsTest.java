package io.jitpeers.examples.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.event.Stage;
import io.jitpeers.wireguard.ShortKeys;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusPartsTest {

  @Test
  void aRingKeepsTheNewest() {
    Ring<Integer> ring = new Ring<>(3);
    assertThat(ring.oldest()).isNull();
    for (int i = 1; i <= 5; i++) {
      ring.add(i);
    }
    assertThat(ring.oldestFirst()).containsExactly(3, 4, 5);
    assertThat(ring.newestFirst()).containsExactly(5, 4, 3);
    assertThatThrownBy(() -> new Ring<>(0)).hasMessageContaining("not 0");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1_023, 1_024, 16_383, 16_384, 1_000_000, 27_345_678, 5_000_000_000L})
  void aBucketEndsBehindItsDurationsByASixteenthAtMost(long nanos) {
    long end = LatencyHistogram.endOf(LatencyHistogram.bucketOf(nanos));
    assertThat(end).isGreaterThan(nanos).isLessThanOrEqualTo(nanos + Math.max(1_024, nanos / 16));
  }

  @Test
  void durationsBeyondTheLastBucketAreCountedInIt() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.record(Long.MAX_VALUE);
    histogram.record(-1);
    assertThat(histogram.counts().total()).isEqualTo(2);
    assertThat(histogram.counts().atMost(1)).isGreaterThan(Duration.ofMinutes(4).toNanos());
  }

  @Test
  void percentilesAreByTheNearestRank() {
    LatencyHistogram histogram = new LatencyHistogram();
    for (int i = 1; i <= 100; i++) {
      histogram.record(i * 1_000_000L);
    }
    LatencyHistogram.Counts counts = histogram.counts();
    assertThat(counts.atMost(0.5)).isBetween(50_000_000L, 53_200_000L);
    assertThat(counts.atMost(0.99)).isBetween(99_000_000L, 105_200_000L);
    assertThat(LatencyHistogram.Counts.none().atMost(0.5)).isZero();
  }

  @Test
  void whatIsOlderThanTheWindowIsForgotten() {
    StageLatencies latencies = new StageLatencies();
    latencies.sample(0);
    latencies.stageTook(Stage.OPEN, 1_000_000);
    long now = 0;
    assertThat(latencies.recent(Stage.OPEN).total()).isEqualTo(1);
    for (int i = 0; i < 10; i++) {
      now += Duration.ofSeconds(30).toNanos();
      latencies.sample(now);
    }
    assertThat(latencies.recent(Stage.OPEN).total()).isZero();
    assertThat(latencies.sinceStart(Stage.OPEN).total()).isEqualTo(1);
  }

  @Test
  void keysInSentencesAreShortened() {
    String key = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789+/AbCDE=";
    assertThat(ShortKeys.in("no " + key + " here")).isEqualTo("no AbCd…bCDE here");
    assertThat(ShortKeys.in("nothing to shorten")).isEqualTo("nothing to shorten");
  }
}
