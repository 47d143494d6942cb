package io.jitpeers.internal.provisioning;

import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.Tai64n;
import org.junit.jupiter.api.Test;

/** Which initiation of a client is the one that its peer is installed for. */
class PendingPeerTest {
  private final Demand.Initiation first = initiation();
  private final PendingPeer peer = new PendingPeer(key(1), first, false, false, 5);

  private static Demand.Initiation initiation() {
    return new Demand.Initiation(new TestPacket(new byte[148], 0), new ManualPacketSource());
  }

  private static Demand.WakeUp wakeUp() {
    return new Demand.WakeUp(key(1), null, null, (demand, outcome) -> {});
  }

  @Test
  void theNewerTimestampStaysInWhateverOrderTheyCome() {
    Demand.Initiation second = initiation();
    assertThat(peer.supersede(second, Tai64n.of(5, 0), false)).isSameAs(first);
    Demand.Initiation older = initiation();
    assertThat(peer.supersede(older, Tai64n.of(4, 0), false)).isSameAs(older);
    Demand.Initiation same = initiation();
    assertThat(peer.supersede(same, Tai64n.of(5, 0), false)).isSameAs(same);
    assertThat(peer.demand).isSameAs(second);
    Demand.Initiation resumed = initiation();
    assertThat(peer.supersede(resumed, Tai64n.of(1, 0), true)).isSameAs(second);
    assertThat(peer.newest).isEqualTo(Tai64n.of(1, 0));
    Demand.Initiation third = initiation();
    assertThat(peer.supersede(third, Tai64n.of(2, 0), false)).isSameAs(resumed);
    assertThat(peer.demand).isSameAs(third);
  }

  @Test
  void aWakeUpWaitsOnWhenTheClientComes() {
    Demand.WakeUp wanted = wakeUp();
    PendingPeer woken = new PendingPeer(key(1), wanted, false, true, 5);
    assertThat(woken.supersede(first, Tai64n.of(1, 0), false)).isNull();
    assertThat(woken.demand).isSameAs(first);
    assertThat(woken.waiting).containsExactly(wanted);
  }

  @Test
  void fourFirstPacketsWaitForAPeer() {
    for (int i = 0; i < 4; i++) {
      assertThat(peer.await(wakeUp())).isTrue();
    }
    assertThat(peer.await(wakeUp())).isFalse();
    assertThat(peer.waiting).hasSize(4);
  }

  @Test
  void refusalsOfTheControlPlaneAreRememberedUnlessTheyMayBeOld() {
    assertThat(peer.isToBeRemembered(Outcome.NOT_FOUND)).isTrue();
    assertThat(peer.isToBeRemembered(Outcome.CONFIG_REFUSED)).isTrue();
    assertThat(peer.isToBeRemembered(Outcome.LOOKUP_TIMEOUT)).isFalse();
    assertThat(peer.isToBeRemembered(Outcome.INSTALLED)).isFalse();
    peer.hinted = true;
    assertThat(peer.isToBeRemembered(Outcome.NOT_FOUND)).as("changed since").isFalse();
    peer.hinted = false;
    peer.endedFromMemory = true;
    assertThat(peer.isToBeRemembered(Outcome.NOT_FOUND)).as("remembered").isFalse();
    PendingPeer woken = new PendingPeer(key(1), wakeUp(), false, true, 5);
    assertThat(woken.isToBeRemembered(Outcome.NOT_FOUND)).as("no client's").isFalse();
  }

  @Test
  void whoIsInstalledAgainIsKnown() {
    assertThat(peer.known).isFalse();
    assertThat(new PendingPeer(key(1), first, true, false, 5).known).isTrue();
    assertThat(new PendingPeer(key(1), first, false, true, 5).known).isTrue();
  }
}
