package io.jitpeers.internal.provisioning;

import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.TestPacket;
import org.junit.jupiter.api.Test;

/** Of five places strangers have two; three peers may be resident. */
class FlightSharesTest {
  private static final int NOBODY = 0;

  private final FlightShares shares =
      new FlightShares(
          ProvisioningOptions.builder()
              .maxPending(5)
              .strangersShare(0.4)
              .maxResidentPeers(3)
              .build(),
          key(1)::equals);

  private static PendingPeer flight(boolean again, boolean known) {
    return new PendingPeer(
        key(1),
        new Demand.Initiation(new TestPacket(new byte[148], 0), new ManualPacketSource()),
        again,
        known,
        0);
  }

  private PendingPeer begin(boolean again, boolean known) {
    PendingPeer flight = flight(again, known);
    shares.begun(flight);
    return flight;
  }

  @Test
  void strangersHaveABoundedShare() {
    assertThat(shares.isKnown(key(1))).isTrue();
    assertThat(shares.isKnown(key(2))).isFalse();
    PendingPeer stranger = begin(false, false);
    assertThat(shares.isFull(false)).isFalse();
    begin(false, false);
    assertThat(shares.isFull(false)).isTrue();
    assertThat(shares.isFull(true)).isFalse();
    shares.ended(stranger);
    assertThat(shares.isFull(false)).isFalse();
  }

  @Test
  void allTogetherHaveSoManyPlaces() {
    PendingPeer first = begin(false, true);
    for (int i = 0; i < 3; i++) {
      begin(true, false);
    }
    assertThat(shares.isFull(true)).isFalse();
    begin(false, true);
    assertThat(shares.isFull(true)).isTrue();
    assertThat(shares.isFull(false)).isTrue();
    shares.ended(first);
    assertThat(shares.isFull(true)).isFalse();
    assertThat(shares.isFull(false)).as("none of them is a stranger").isFalse();
  }

  @Test
  void onlyWhoTheControlPlaneKnowsCountsTowardsTheResident() {
    begin(false, false);
    begin(true, true);
    assertThat(shares.isAtCapacity(2)).isFalse();
    assertThat(shares.isAtCapacity(3)).isTrue();
    PendingPeer known = begin(false, true);
    assertThat(shares.isAtCapacity(1)).isFalse();
    assertThat(shares.isAtCapacity(2)).isTrue();
    shares.ended(known);
    assertThat(shares.isAtCapacity(2)).isFalse();
  }

  @Test
  void theRoomIsThatOfTheNextInitiation() {
    assertThat(shares.room(false, 2)).isEqualTo(new Room(null, false));
    assertThat(shares.room(true, 3)).isEqualTo(new Room(Outcome.AT_CAPACITY, true));
    assertThat(shares.room(false, 3)).as("of a stranger").isEqualTo(new Room(null, true));
    begin(false, true);
    assertThat(shares.room(true, 2)).as("reserved").isEqualTo(new Room(Outcome.AT_CAPACITY, true));
    begin(false, false);
    assertThat(shares.beginCheck(false)).isTrue();
    assertThat(shares.room(false, 0)).isEqualTo(new Room(Outcome.PENDING_FULL, false));
    assertThat(shares.room(true, 0)).isEqualTo(new Room(null, false));
    shares.endCheck(false);
    assertThat(shares.room(false, 0)).isEqualTo(new Room(null, false));
    begin(false, false);
    assertThat(shares.room(false, 3)).isEqualTo(new Room(Outcome.PENDING_FULL, true));
  }

  @Test
  void aStrangerTakesItsPlaceWhenItIsKnown() {
    PendingPeer stranger = begin(false, false);
    assertThat(shares.takesPlace(stranger, 3)).as("there is none").isFalse();
    assertThat(shares.takesPlace(stranger, 2)).isTrue();
    assertThat(shares.takesPlace(stranger, 3)).as("it has one").isTrue();
    assertThat(shares.isAtCapacity(2)).isTrue();
    assertThat(shares.isAtCapacity(1)).isFalse();
    shares.ended(stranger);
    assertThat(shares.isAtCapacity(2)).isFalse();

    PendingPeer again = begin(true, true);
    assertThat(shares.takesPlace(again, 3)).as("it is resident").isTrue();
    assertThat(shares.isAtCapacity(2)).isFalse();
  }

  @Test
  void whatWaitsForTheReplayMemoryHasItsShareToo() {
    assertThat(shares.beginCheck(false)).isTrue();
    begin(false, false);
    assertThat(shares.beginCheck(false)).as("two strangers").isFalse();
    shares.endCheck(false);
    assertThat(shares.beginCheck(false)).isTrue();
    for (int i = 0; i < 3; i++) {
      assertThat(shares.beginCheck(true)).isTrue();
    }
    assertThat(shares.beginCheck(true)).as("five in all").isFalse();
    shares.endCheck(true);
    assertThat(shares.beginCheck(true)).isTrue();
    shares.endCheck(false);
    assertThat(shares.isAtCapacity(NOBODY)).isFalse();
    assertThat(shares.beginCheck(false)).isTrue();
  }
}
