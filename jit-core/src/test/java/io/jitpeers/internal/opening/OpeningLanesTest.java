package io.jitpeers.internal.opening;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.internal.common.Demand;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.TestPacket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpeningLanesTest {
  private final ManualPacketSource source = new ManualPacketSource();
  private final OpeningLanes lanes = new OpeningLanes();

  @Test
  void whoIsKnownGoesFirstAndEachLaneKeepsItsOrder() {
    Demand.Initiation stranger = add(false);
    Demand.Initiation otherStranger = add(false);
    Demand.Initiation known = add(true);
    Demand.Initiation otherKnown = add(true);

    assertThat(lanes.next()).isSameAs(known);
    assertThat(lanes.next()).isSameAs(otherKnown);
    assertThat(lanes.next()).isSameAs(stranger);
    assertThat(lanes.next()).isSameAs(otherStranger);
    assertThat(lanes.next()).isNull();
  }

  @Test
  void oneOfEightIsAStranger() {
    List<Demand.Initiation> strangers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      add(true);
      strangers.add(add(false));
    }
    int opened = 0;
    for (int i = 0; i < 80; i++) {
      add(true);
      opened += strangers.contains(lanes.next()) ? 1 : 0;
    }
    assertThat(opened).isEqualTo(10);
  }

  @Test
  void ofAFullQueueStrangersKeepAQuarter() {
    for (int i = 0; i < 100; i++) {
      add(false);
    }
    int displaced = 0;
    for (int i = 0; i < 200; i++) {
      Demand.Initiation known = add(true);
      displaced += known.equals(lanes.giveUp()) ? 0 : 1;
    }
    assertThat(displaced).isBetween(74, 76);

    Demand.Initiation stranger = add(false);
    assertThat(lanes.giveUp()).as("no more than a quarter").isSameAs(stranger);
    int left = 0;
    for (Demand.Initiation next = lanes.next(); next != null; next = lanes.next()) {
      left++;
    }
    assertThat(left).isEqualTo(100);
  }

  @Test
  void aStrangerTakesItsPartBack() {
    for (int i = 0; i < 100; i++) {
      add(true);
    }
    Demand.Initiation stranger = add(false);
    assertThat(lanes.giveUp()).isNotSameAs(stranger).isNotNull();
  }

  @Test
  void strangersThatHaveNoMoreThanTheirPartKeepIt() {
    add(true);
    add(true);
    Demand.Initiation stranger = add(false);
    Demand.Initiation known = add(true);

    assertThat(lanes.giveUp()).isSameAs(known);
    // Now it is one of three.
    assertThat(lanes.giveUp()).isSameAs(stranger);
  }

  @Test
  void nothingIsGivenUpWhereNothingWaits() {
    assertThat(lanes.giveUp()).isNull();
  }

  private Demand.Initiation add(boolean first) {
    Demand.Initiation made = new Demand.Initiation(new TestPacket(new byte[148], 0), source);
    lanes.add(made, first);
    return made;
  }
}
