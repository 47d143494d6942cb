package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.RaceRig.Rig;
import io.jitpeers.event.JitEvent;
import io.jitpeers.internal.device.CurrentDevice;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.wireguard.PrivateKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store whose listing fails in the middle of a device change. */
class BrokenListingTest {
  private final Rig rig = new Rig();

  private static final class Unlinked extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theChangeIsToldAndThePeersAreComparedLater(boolean watching) throws Exception {
    rig.watching = watching;
    try (Harness h = rig.start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      rig.store.listBreakage = new Unlinked();
      PrivateKey anew = RaceRig.newKey();
      h.store.recreate(anew);
      h.stages.runAll();
      var unused = h.orchestrator.evictNow();
      h.stages.runAll();
      assertThat(h.events(JitEvent.DeviceChanged.class))
          .isEqualTo(List.of(new JitEvent.DeviceChanged("wg-test")));

      rig.store.listBreakage = null;
      RaceRig.sweep(h);
      assertThat(h.isResident(client.publicKey())).isFalse();
      assertThat(RaceRig.sendTo(h, client, anew.publicKey()).outcome())
          .isEqualTo(PacketOutcome.INSTALLED);
    }
  }

  @Test
  void everyChangeIsTold() throws Exception {
    try (CapturedLog log = CapturedLog.of(CurrentDevice.class);
        Harness h = rig.start()) {
      rig.store.listBreakage = new Unlinked();
      for (int n = 0; n < 500; n++) {
        h.store.recreate(RaceRig.newKey());
        h.stages.runAll();
      }
      assertThat(h.events(JitEvent.DeviceChanged.class)).hasSize(500);
      assertThat(log.messages(Level.ERROR)).hasSize(500);
    }
  }
}
