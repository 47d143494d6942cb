package io.jitpeers.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * 20,000 clients come within a minute, as after a power failure, and the control plane answers 200
 * lookups a second, so the best possible time is 100 s.
 */
class StampedeTest {
  private static final int CLIENTS = 20_000;
  private static final int RATE = 200;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration ANSWERING = Duration.ofMillis(20);

  private final ManualTime time = new ManualTime();

  static Stream<Arguments> stampedes() {
    return Stream.of(
        Arguments.of(Lane.STRANGER, LimitedControlPlane.Limit.bucket(RATE, 20), "small burst"),
        Arguments.of(Lane.KNOWN, LimitedControlPlane.Limit.bucket(RATE, 20), "small burst"),
        Arguments.of(Lane.KNOWN, LimitedControlPlane.Limit.bucket(RATE, RATE), "burst"),
        Arguments.of(Lane.KNOWN, LimitedControlPlane.Limit.window(RATE), "window"));
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("stampedes")
  void everyoneIsServedInNearlyTheLeastTimeAndNobodyStarves(
      Lane lane, LimitedControlPlane.Limit limit, String name) {
    LimitedControlPlane control = new LimitedControlPlane(time, ANSWERING, limit);
    Lookups lookups = new Lookups(control, time, time, ProvisioningOptions.defaults());
    Stampede stampede = new Stampede(time, lookups, 1);
    List<Stampede.Client> carrier = stampede.come(2_000, lane, 1, MINUTE);
    for (int office = 2; office < 12; office++) {
      stampede.come(400, lane, office, MINUTE);
    }
    List<Stampede.Client> alone = stampede.comeAlone(14_000, lane, 100, MINUTE);
    assertThat(stampede.clients).hasSize(CLIENTS);

    time.advance(Duration.ofMinutes(4));

    assertThat(stampede.clients).as(name).allMatch(Stampede.Client::isServed);
    double last = stampede.clients.stream().mapToDouble(Stampede.Client::done).max().orElseThrow();
    assertThat(last).as("the last one's time").isLessThan(1.2 * CLIENTS / RATE);
    assertThat(longest(stampede.clients)).as("the longest wait").isLessThan(60);
    assertThat(longest(carrier)).as("fair to many behind one address").isLessThan(60);
    assertThat(mean(carrier)).isBetween(mean(alone) / 1.5, mean(alone) * 1.5);
    assertThat(control.refused).as("asked too often").isLessThan(CLIENTS / 20);
    assertThat(control.givenUp).isZero();
    assertThat(lookups.inFlight()).isZero();
    assertThat(lookups.waiting()).isZero();
  }

  @Test
  void whenTheControlPlaneIsNoLongerLimitedThePaceIsForgotten() {
    LimitedControlPlane control =
        new LimitedControlPlane(time, ANSWERING, LimitedControlPlane.Limit.bucket(RATE, 20));
    Lookups lookups = new Lookups(control, time, time, ProvisioningOptions.defaults());
    Stampede stampede = new Stampede(time, lookups, 2);
    stampede.comeAlone(3_000, Lane.KNOWN, 1, Duration.ofSeconds(1));
    time.advance(Duration.ofSeconds(10));
    assertThat(lookups.pace()).isBetween(100.0, 300.0);
    time.advance(Duration.ofMinutes(5));
    stampede.comeAlone(1, Lane.KNOWN, 5_000, Duration.ofSeconds(1));
    time.advance(Duration.ofSeconds(1));
    assertThat(lookups.pace()).isZero();
  }

  /** Repeated refusals of one key affect only that key. */
  @Test
  void oneKeyThatIsAskedTooOftenSlowsNobodyElse() {
    LimitedControlPlane control =
        new LimitedControlPlane(time, ANSWERING, LimitedControlPlane.Limit.none());
    Lookups lookups =
        new Lookups(
            query ->
                query.key().toBytes()[0] == 1
                    ? new LimitedControlPlane(time, ANSWERING, now -> Duration.ofSeconds(1))
                        .lookup(query)
                    : control.lookup(query),
            time,
            time,
            ProvisioningOptions.defaults());
    byte[] key = new byte[32];
    key[0] = 1;
    for (int i = 0; i < 50; i++) {
      lookups.lookup(PublicKey.ofBytes(key));
      time.advance(Duration.ofMillis(100));
    }
    assertThat(lookups.postponed()).isGreaterThan(50);
    assertThat(lookups.pace()).isZero();
  }

  private static double longest(List<Stampede.Client> clients) {
    return clients.stream().mapToDouble(Stampede.Client::waited).max().orElseThrow();
  }

  private static double mean(List<Stampede.Client> clients) {
    return clients.stream().mapToDouble(Stampede.Client::waited).average().orElseThrow();
  }
}
