package io.jitpeers.kerneltests.ratio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContestTest {
  private static Contest contest(List<Long> wgMillis, List<Long> ourMillis) {
    Contest contest = new Contest("list");
    wgMillis.forEach(millis -> contest.addWg(millis * 1_000_000));
    ourMillis.forEach(millis -> contest.addOurs(millis * 1_000_000));
    return contest;
  }

  @Test
  void bestTimesAreCompared() {
    Contest contest = contest(List.of(250L, 200L, 900L), List.of(100L, 130L, 110L));
    assertThat(contest.ratio()).isCloseTo(0.5, within(1e-9));
    assertThat(contest.isSlower()).isFalse();
    assertThat(contest.line()).matches("list +200 +100 +0\\.50 +25%");
    assertThat(contest.times()).isEqualTo("list: wg(8) [250, 200, 900]; JIT Peers [100, 130, 110]");
  }

  @Test
  void aQuietMachineForgivesNothing() {
    Contest contest = contest(List.of(1000L, 1001L, 1002L), List.of(1010L, 1011L, 1012L));
    assertThat(contest.ratio()).isGreaterThan(1);
    assertThat(contest.isSlower()).isTrue();
  }

  @Test
  void aBestTimeByLuckIsNoVictory() {
    Contest contest = contest(List.of(800L, 1300L, 1500L), List.of(1010L, 1400L, 1600L));
    assertThat(contest.ratio()).isGreaterThan(1);
    assertThat(contest.isSlower()).isFalse();
  }
}
