package io.jitpeers.internal.wakeup;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.WakeUpOutcome;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.options.NestedAllowedIps;
import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.testing.Allocation;
import io.jitpeers.testkit.ManualOutboundSource.Delivery;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WakeUpStageTest {
  private static final int PACKETS = 100_000;

  private final ManualTime time = new ManualTime();
  private final RememberedPeers remembered = new RememberedPeers(WakeUpOptions.defaults(), time);
  private final HotSet hotSet = new HotSet(time, remembered, NestedAllowedIps.PERMIT);
  private final List<PublicKey> woken = new ArrayList<>();
  private final WakeUpStage stage =
      new WakeUpStage(
          WakeUpOptions.defaults(),
          new WakeUpStage.Dependencies(
              hotSet, remembered, new Recording(), new Events(), time, new Random(1)));

  private final class Recording implements WakeUpStage.Demands {
    @Override
    public boolean isPending(PublicKey key) {
      return false;
    }

    @Override
    public boolean join(Demand.WakeUp wakeUp) {
      return false;
    }

    @Override
    public void wake(Demand.WakeUp wakeUp) {
      woken.add(wakeUp.key());
    }
  }

  private void install(int number) {
    hotSet.installed(config(number));
    remembered.provisioned(config(number), null, null);
  }

  @Test
  void aPacketToAResidentPeerOrToNobodyAllocatesNothing() {
    install(1);
    Delivery resident = new Delivery("10.0.0.1", true);
    Delivery unknown = new Delivery("2001:db8::9", true);
    for (int i = 0; i < PACKETS; i++) {
      stage.onPacket(resident);
      stage.onPacket(unknown);
    }
    long allocated =
        Allocation.during(
            () -> {
              for (int i = 0; i < PACKETS; i++) {
                stage.onPacket(resident);
                stage.onPacket(unknown);
              }
            });
    assertThat(allocated).isLessThan(PACKETS / 10);
    assertThat(stage.counts())
        .containsEntry(WakeUpOutcome.RESIDENT, 2L * PACKETS)
        .containsEntry(WakeUpOutcome.UNKNOWN, 2L * PACKETS);
  }

  @Test
  void aPeerInsideAResidentOnesPrefixIsWantedWhenItIsEvicted() {
    PeerConfig router = config(2, "10.0.0.0/16");
    hotSet.installed(router);
    remembered.provisioned(router, null, null);
    install(1);
    stage.onPacket(new Delivery("10.0.0.1", true));
    stage.onPacket(new Delivery("10.0.7.7", true));
    assertThat(stage.counts()).containsEntry(WakeUpOutcome.RESIDENT, 2L);

    hotSet.removed(key(1));
    stage.onPacket(new Delivery("10.0.7.7", true));
    assertThat(woken).as("the router's own").isEmpty();
    stage.onPacket(new Delivery("10.0.0.1", true));
    assertThat(woken).containsExactly(key(1));
    remembered.forget(key(1));
    stage.onPacket(new Delivery("10.0.0.1", true));
    assertThat(stage.counts())
        .as("nobody else to bring back")
        .containsEntry(WakeUpOutcome.RESIDENT, 4L);
  }

  @Test
  void aPeerThatIsBeingRemovedIsWantedAtOnce() {
    install(1);
    Delivery packet = new Delivery("10.0.0.1", true);
    stage.onPacket(packet);
    assertThat(woken).isEmpty();
    assertThat(hotSet.beginRemoval(key(1), () -> true)).isTrue();
    stage.onPacket(packet);
    assertThat(woken).containsExactly(key(1));
  }

  @Test
  void aRemovalThatFailedLeavesThePeerResident() {
    install(1);
    assertThat(hotSet.beginRemoval(key(1), () -> true)).isTrue();
    hotSet.removalFailed(key(1));
    stage.onPacket(new Delivery("10.0.0.1", true));
    assertThat(woken).isEmpty();
  }

  @Test
  void aDeviceCreatedAnewHasNobody() {
    install(1);
    Delivery packet = new Delivery("10.0.0.1", true);
    stage.onPacket(packet);
    hotSet.reset();
    stage.onPacket(packet);
    assertThat(woken).containsExactly(key(1));
  }
}
