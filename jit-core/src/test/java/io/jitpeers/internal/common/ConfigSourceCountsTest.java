package io.jitpeers.internal.common;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.ConfigSourceStatistics;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a config source counts is shown, and cannot make more names than there may be. */
class ConfigSourceCountsTest {

  /** A source that says what it is given. */
  private record Counting(Supplier<ConfigSourceStatistics> said) implements PeerConfigSource {
    @Override
    public CompletionStage<PeerLookup> lookup(PeerQuery query) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public ConfigSourceStatistics statistics() {
      return said.get();
    }
  }

  private static ConfigSourceStatistics counters(Map<String, Long> counters) {
    return new ConfigSourceStatistics() {
      @Override
      public Map<String, Long> counters() {
        return counters;
      }

      @Override
      public Map<String, Enum<?>> states() {
        return Map.of("breaker", TimeUnit.DAYS);
      }
    };
  }

  @Test
  void whatItSaysIsCopied() {
    ConfigSourceCounts counts =
        ConfigSourceCounts.of(new Counting(() -> counters(Map.of("timeouts", 3L, "Bad Name", 4L))));
    assertThat(counts.counters()).isEqualTo(Map.of("timeouts", 3L));
    assertThat(counts.gauges()).isEmpty();
    assertThat(counts.states()).isEqualTo(Map.of("breaker", TimeUnit.DAYS));
  }

  @Test
  void namesAreBounded() {
    Map<String, Long> many =
        IntStream.range(0, 10_000).boxed().collect(Collectors.toMap(i -> "n" + i, i -> 1L));
    assertThat(ConfigSourceCounts.of(new Counting(() -> counters(many))).counters()).hasSize(64);
  }

  @Test
  void oneThatThrowsOrSaysNothingDisturbsNobody() {
    Counting broken =
        new Counting(
            () -> {
              throw new IllegalStateException("on purpose");
            });
    assertThat(ConfigSourceCounts.of(broken).counters()).isEmpty();
    assertThat(ConfigSourceCounts.of(new Counting(() -> null)).counters()).isEmpty();
    PeerConfigSource wrapped =
        PeerConfigSource.calledOn(new Counting(() -> counters(Map.of("found", 1L))), Runnable::run);
    assertThat(ConfigSourceCounts.of(wrapped).counters()).containsEntry("found", 1L);
  }
}
