package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.CapacityPolicy;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.IdlePolicy;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A peer is removed when its config expires, whatever the policies are and whichever clock was
 * wrong.
 */
class ExpiryFlowTest {
  private final Harness.Setup setup = Harness.setup();
  private Harness h;

  @AfterEach
  void close() {
    h.close();
  }

  /** Connects a client whose config expires and is not asked about again. */
  private PrivateKey connected(Duration left) throws Exception {
    setup.revalidation = RevalidationOptions.builder().enabled(false).build();
    h = setup.start();
    PrivateKey client = h.newClient();
    PeerConfig config =
        FakePeerConfigSource.config(client.publicKey(), 1).toBuilder()
            .expiresAt(h.time.wallTime().plus(left))
            .build();
    h.control.put(config, Freshness.of(Duration.ofDays(1)));
    h.sendAndRun(client);
    return client;
  }

  private void talk(PrivateKey client, Duration time) {
    for (int minute = 0; minute < time.toMinutes(); minute++) {
      h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
      h.store.transferred(client.publicKey(), 100_000, 100_000);
      h.pass(Duration.ofMinutes(1));
    }
  }

  @Test
  void policiesThatDoNotKnowOfExpiryDoNotPutItOff() throws Exception {
    setup.policy =
        IdlePolicy.of(Duration.ofMinutes(10)).or(CapacityPolicy.of(8, 9, Duration.ofMinutes(3)));
    PrivateKey client = connected(Duration.ofMinutes(20));
    talk(client, Duration.ofMinutes(19));
    assertThat(h.isResident(client.publicKey())).isTrue();
    talk(client, Duration.ofMinutes(3));
    assertThat(h.isResident(client.publicKey())).isFalse();
    assertThat(h.orchestrator.statistics().count(EvictionCause.EXPIRED)).isEqualTo(1);
  }

  @Test
  void aPauseOfEvictionDoesNotPutItOff() throws Exception {
    PrivateKey client = connected(Duration.ofMinutes(20));
    h.orchestrator.pauseEviction();
    talk(client, Duration.ofMinutes(19));
    assertThat(h.isResident(client.publicKey())).isTrue();
    talk(client, Duration.ofMinutes(3));
    assertThat(h.isResident(client.publicKey())).isFalse();
    assertThat(h.orchestrator.statistics().count(EvictionCause.EXPIRED)).isEqualTo(1);
    assertThat(h.orchestrator.statistics().sweeps().completed()).isZero();
  }

  @Test
  void aPinIsAboveIt() throws Exception {
    PrivateKey client = connected(Duration.ofMinutes(2));
    h.orchestrator.pin(client.publicKey());
    h.orchestrator.pauseEviction();
    talk(client, Duration.ofMinutes(5));
    h.orchestrator.resumeEviction();
    talk(client, Duration.ofMinutes(5));
    assertThat(h.isResident(client.publicKey())).isTrue();
  }

  @Test
  void aDryRunEvictsNobodyWhilePausedEither() throws Exception {
    setup.eviction = EvictionOptions.builder().dryRun(true).build();
    PrivateKey client = connected(Duration.ofMinutes(2));
    h.orchestrator.pauseEviction();
    talk(client, Duration.ofMinutes(5));
    assertThat(h.isResident(client.publicKey())).isTrue();
  }

  @Test
  void aWallClockThatWasTenYearsSlowAtTheInstallGivesNobodyTenYears() throws Exception {
    PrivateKey client = connected(Duration.ofDays(3_650).plusMinutes(10));
    h.time.stepWallClock(Duration.ofDays(3_650));
    talk(client, Duration.ofMinutes(8));
    assertThat(h.isResident(client.publicKey())).isTrue();
    talk(client, Duration.ofMinutes(4));
    assertThat(h.isResident(client.publicKey())).isFalse();
  }

  @Test
  void aWallClockThatIsSetBackGivesNobodyMoreTime() throws Exception {
    PrivateKey client = connected(Duration.ofMinutes(10));
    h.time.stepWallClock(Duration.ofDays(-1));
    talk(client, Duration.ofMinutes(12));
    assertThat(h.isResident(client.publicKey())).isFalse();
  }

  @Test
  void anExtendedConfigKeepsItsPeer() throws Exception {
    PrivateKey client = connected(Duration.ofMinutes(10));
    h.control.put(
        FakePeerConfigSource.config(client.publicKey(), 1).toBuilder()
            .expiresAt(h.time.wallTime().plus(Duration.ofHours(1)))
            .build(),
        Freshness.of(Duration.ofDays(1)));
    talk(client, Duration.ofMinutes(5));
    h.control.hint(client.publicKey());
    talk(client, Duration.ofMinutes(30));
    assertThat(h.isResident(client.publicKey())).isTrue();
  }

  @Test
  void aSweepAsksBeforeItEvictsIfNobodyHasAskedForAWhile() throws Exception {
    setup.policy = IdlePolicy.of(Duration.ofMinutes(10));
    PrivateKey client = connected(Duration.ofDays(9));
    h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
    h.control.failing(LookupException.Reason.UNAVAILABLE);
    h.pass(Duration.ofMinutes(15));
    assertThat(h.isResident(client.publicKey()))
        .as("it could not come back: the control plane went down, and nobody had asked since")
        .isTrue();
    assertThat(h.orchestrator.statistics().sweeps().failedProbes()).isPositive();

    h.control.answeringAtOnce();
    h.pass(Duration.ofMinutes(2));
    assertThat(h.isResident(client.publicKey())).isFalse();
  }
}
