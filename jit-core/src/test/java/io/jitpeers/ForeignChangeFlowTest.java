package io.jitpeers;

import static io.jitpeers.RaceRig.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.PeerChange;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Another program changes the allowed IPs of a peer that this gateway installed. */
class ForeignChangeFlowTest extends TruthFlow {
  private void alter(PrivateKey client, String... allowedIps) throws Exception {
    PeerUpdate update =
        PeerUpdate.builder(client.publicKey()).replaceAllowedIps(prefixes(allowedIps)).build();
    assertThat(h.store.update(List.of(update)).failures()).isEmpty();
  }

  /**
   * Sweeps, and waits long enough for the question that follows but less long than answers are
   * fresh.
   */
  private void sweepAndAsk() throws Exception {
    sweep(h);
    h.pass(Duration.ofSeconds(1));
  }

  @Test
  void anAddedOneIsToldAndTakenAwayOnce() throws Exception {
    start();
    PrivateKey client = connected(HOUR, "10.0.0.1/32");
    alter(client, "10.0.0.1/32", "10.9.0.0/16");

    sweepAndAsk();

    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(h.events(JitEvent.ForeignChange.class))
        .containsExactly(
            new JitEvent.ForeignChange(client.publicKey(), prefixes("10.0.0.1/32", "10.9.0.0/16")));
    assertThat(h.events(JitEvent.PeerChanged.class))
        .containsExactly(
            new JitEvent.PeerChanged(client.publicKey(), Set.of(PeerChange.ALLOWED_IPS)));

    alter(client, "10.0.0.1/32", "10.9.0.0/16");
    sweepAndAsk();
    sweepAndAsk();
    assertThat(h.events(JitEvent.ForeignChange.class)).as("two programs take no turns").hasSize(1);
    assertThat(onDevice(client)).hasSize(2);
  }

  @Test
  void aRemovedOneIsGivenBack() throws Exception {
    start();
    PrivateKey client = connected(HOUR, "10.0.0.1/32", "10.0.1.0/24");
    alter(client, "10.0.1.0/24");
    sweepAndAsk();
    assertThat(onDevice(client))
        .containsExactlyInAnyOrderElementsOf(prefixes("10.0.0.1/32", "10.0.1.0/24"));
  }

  @Test
  void itIsSetRightOnceTheControlPlaneAnswersAgain() throws Exception {
    start();
    PrivateKey client = connected(HOUR, "10.0.0.1/32");
    alter(client, "10.0.0.1/32", "10.9.0.0/16");
    h.control.failing(LookupException.Reason.UNAVAILABLE);
    sweepAndAsk();
    assertThat(onDevice(client)).hasSize(2);

    h.control.answeringAtOnce();
    h.pass(Duration.ofMinutes(2));
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.1/32"));
  }

  @Test
  void aChangeOfOurOwnThatIsUnderWayIsNone() throws Exception {
    start();
    PrivateKey client = connected(HOUR, "10.0.0.1/32");
    h.control.put(config(client, "10.0.0.2/32"), HOUR);
    h.control.hint(client.publicKey());
    h.pass(Duration.ofSeconds(1));
    sweepAndAsk();
    sweepAndAsk();
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.2/32"));
    assertThat(h.events(JitEvent.ForeignChange.class)).isEmpty();
  }

  @Test
  void anInstalledAgainOneIsToldAnew() throws Exception {
    start();
    PrivateKey client = connected(HOUR, "10.0.0.1/32");
    alter(client, "10.9.0.0/16");
    sweepAndAsk();
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.1/32"));
    var unused = h.orchestrator.evict(client.publicKey());
    h.stages.runAll();
    h.sendAndRun(client);
    alter(client, "10.9.0.0/16");
    sweepAndAsk();
    assertThat(h.events(JitEvent.ForeignChange.class)).hasSize(2);
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.1/32"));
  }
}
