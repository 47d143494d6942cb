package io.jitpeers.examples.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceTest {
  @Test
  void periodsAreSortedByTheirBeginning() {
    Trace trace =
        Trace.of(FixedClients.of(100, new int[] {50, 60, 70, 75}, new int[] {}, new int[] {0, 90}));

    assertThat(texts(trace)).containsExactly("2: 0-90", "0: 50-60", "0: 70-75");
    assertThat(trace.clients()).isEqualTo(3);
    assertThat(trace.seconds()).isEqualTo(100);
  }

  @Test
  void periodsOfTheSameSecondKeepTheOrderOfTheClients() {
    Trace trace =
        Trace.of(FixedClients.of(10, new int[] {3, 4}, new int[] {3, 9}, new int[] {3, 5}));

    assertThat(texts(trace)).containsExactly("0: 3-4", "1: 3-9", "2: 3-5");
  }

  @Test
  void aPeriodThatBeginsAfterTheEndIsLeftOut() {
    Trace trace = Trace.of(FixedClients.of(10, new int[] {9, 20, 10, 11}, new int[] {500, 501}));

    assertThat(texts(trace)).containsExactly("0: 9-20");
  }

  @Test
  void morePeriodsThanFitAreRefused() {
    assertThatThrownBy(() -> Trace.requireRoom(3_000_000_000L, Long.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3,000,000,000 periods are too many: choose fewer clients or days");
    assertThatThrownBy(() -> Trace.requireRoom(1_001, 24_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than half of the heap");
    Trace.requireRoom(1_000, 24_000);
  }

  private static List<String> texts(Trace trace) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < trace.size(); i++) {
      texts.add(trace.client(i) + ": " + trace.from(i) + "-" + trace.to(i));
    }
    return texts;
  }
}
