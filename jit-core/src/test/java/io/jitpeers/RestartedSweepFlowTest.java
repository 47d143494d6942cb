package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.options.StartOptions;
import io.jitpeers.wireguard.PrivateKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway restarts on a device with peers that are its own by its journal. */
class RestartedSweepFlowTest extends TruthFlow {
  @TempDir Path state;

  private PrivateKey leftBehind() throws Exception {
    setup.start = StartOptions.builder().stateDirectory(state).build();
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.close();
    setup.onDevice = List.of(config(client, "10.0.0.1/32"));
    return client;
  }

  @Test
  void aPeerOfItsOwnIsAskedAboutAtOnce() throws Exception {
    PrivateKey client = leftBehind();
    start();
    h.control.put(config(client, "10.0.0.2/32"), MINUTE);
    h.pass(Duration.ofSeconds(1));
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.2/32"));
  }

  @Test
  void aPeerOfItsOwnThatOnlyASweepFindsIsAskedAboutAtOnceToo() throws Exception {
    PrivateKey client = leftBehind();
    rig.hidden = client.publicKey();
    start();
    h.control.put(config(client, "10.0.0.2/32"), MINUTE);
    h.pass(Duration.ofSeconds(1));
    assertThat(h.isResident(client.publicKey())).isFalse();

    rig.store.hidden = null;
    rig.store.incomplete = false;
    RaceRig.sweep(h);
    RaceRig.sweep(h);
    h.pass(Duration.ofSeconds(1));

    assertThat(h.orchestrator.find(client.publicKey()).orElseThrow().origin())
        .isEqualTo(PeerOrigin.ADOPTED);
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.2/32"));
  }
}
