package io.jitpeers.examples.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelledClientsTest {
  private static final int WEEK = 7 * DayCurve.DAY;

  @Test
  void aSeedGivesTheSameTrafficAgainAndAnotherSeedDoesNot() {
    assertThat(all(clients(500, 1))).isEqualTo(all(clients(500, 1)));
    assertThat(all(clients(500, 1))).isNotEqualTo(all(clients(500, 2)));
  }

  @Test
  void moreClientsDoNotChangeTheFirstOnes() {
    assertThat(all(clients(500, 1))).isEqualTo(all(clients(1_000, 1)).subList(0, 500));
  }

  @ParameterizedTest
  @EnumSource(ClientKind.class)
  void periodsFollowOneAnother(ClientKind kind) {
    ModelledClients clients = new ModelledClients(200, WEEK, 3, Map.of(kind, 100));

    for (int client = 0; client < clients.count(); client++) {
      int[] last = {0};
      clients.periods(
          client,
          (from, to) -> {
            assertThat(from).isGreaterThanOrEqualTo(last[0]);
            assertThat(to).isGreaterThanOrEqualTo(from);
            last[0] = to;
          });
    }
  }

  @Test
  void theUsualSharesAreHundredPercent() {
    ModelledClients clients = clients(1_000, 1);
    int sites = 0;
    for (int client = 0; client < clients.count(); client++) {
      sites += clients.kind(client) == ClientKind.SITE ? 1 : 0;
    }

    assertThat(sites).isEqualTo(10 * ClientKind.SITE.share());
  }

  @Test
  void otherSharesAreRefused() {
    assertThatThrownBy(() -> new ModelledClients(1, WEEK, 1, Map.of(ClientKind.CI, 99)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the shares must be 100 percent in sum, not 99");
  }

  @Test
  void theMachinesOfAPoolBeginTogether() {
    Trace trace = Trace.of(new ModelledClients(1_000, DayCurve.DAY, 5, Map.of(ClientKind.CI, 100)));
    int[] inMinute = new int[DayCurve.DAY / 60 + 1];
    for (int i = 0; i < trace.size(); i++) {
      inMinute[trace.from(i) / 60]++;
    }

    // A quarter of 1,000 begin within 30 s. Spread over the day, a minute would have two.
    assertThat(Arrays.stream(inMinute).max().orElseThrow()).isGreaterThan(100);
  }

  @Test
  void peopleAreAwayAtTheWeekend() {
    Trace trace = Trace.of(new ModelledClients(500, WEEK, 5, Map.of(ClientKind.OFFICE, 100)));
    int[] onDay = new int[7];
    for (int i = 0; i < trace.size(); i++) {
      onDay[trace.from(i) / DayCurve.DAY]++;
    }

    assertThat(onDay[2]).isGreaterThan(1_000);
    assertThat(onDay[5] + onDay[6]).isZero();
  }

  private static ModelledClients clients(int count, long seed) {
    return new ModelledClients(count, WEEK, seed, ModelledClients.usualShares());
  }

  private static List<String> all(Clients clients) {
    List<String> all = new ArrayList<>();
    for (int client = 0; client < clients.count(); client++) {
      StringBuilder periods = new StringBuilder();
      clients.periods(
          client, (from, to) -> periods.append(from).append('-').append(to).append(' '));
      all.add(periods.toString());
    }
    return all;
  }
}
