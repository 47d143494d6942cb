package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.RaceRig.Rig;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A peer with which the data plane was made to initiate a handshake is removed unless it completes
 * one.
 */
class ConfirmationTest {
  private static final Duration CONFIRMATION = Duration.ofSeconds(15);
  private static final Duration COALESCING = Duration.ofSeconds(5);

  private final Rig rig = new Rig();

  /** Starts an orchestrator in which nothing else evicts peers. */
  private Harness start(FirstPacketStrategy strategy) throws StoreException {
    rig.setup.provisioning = ProvisioningOptions.builder().firstPacket(strategy).build();
    rig.setup.policy = view -> List.of();
    rig.initiating = true;
    return rig.start();
  }

  private static void pass(Harness h, Duration time) {
    h.time.advance(time);
    h.stages.runAll();
  }

  private static long sweeps(Harness h) {
    return h.orchestrator.statistics().sweeps().completed();
  }

  private static long gone(Harness h) {
    return h.orchestrator.statistics().count(EvictionCause.NEVER_ESTABLISHED);
  }

  @Test
  void aPeerWhoseSourceWasForgedGoesWhenItsTimeHasCome() throws Exception {
    try (Harness h = start(FirstPacketStrategy.INITIATE_BACK)) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      pass(h, CONFIRMATION.minusMillis(1));
      assertThat(h.store.contains(client.publicKey())).isTrue();
      assertThat(sweeps(h)).isZero();

      pass(h, Duration.ofMillis(1));

      assertThat(h.store.contains(client.publicKey())).isFalse();
      assertThat(h.isResident(client.publicKey())).isFalse();
      assertThat(gone(h)).isOne();
      assertThat(sweeps(h)).isOne();
    }
  }

  @Test
  void tryingOftenDoesNotKeepIt() throws Exception {
    try (Harness h = start(FirstPacketStrategy.INITIATE_BACK)) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      for (int second = 1; second < 15; second++) {
        h.time.advance(Duration.ofSeconds(1));
        h.sendAndRun(client);
      }
      // It was installed again meanwhile, which does not restart its time.
      assertThat(h.orchestrator.statistics().store().installedAgain()).isOne();
      pass(h, Duration.ofSeconds(1));

      assertThat(gone(h)).isOne();
    }
  }

  @Test
  void aPeerThatConfirmedStays() throws Exception {
    try (Harness h = start(FirstPacketStrategy.INITIATE_BACK)) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
      pass(h, CONFIRMATION);
      assertThat(sweeps(h)).isOne();
      assertThat(h.isResident(client.publicKey())).isTrue();

      pass(h, CONFIRMATION);
      pass(h, CONFIRMATION);
      assertThat(sweeps(h)).isOne();
      assertThat(gone(h)).isZero();
    }
  }

  @Test
  void aSweepThatShowedTheHandshakeSavesAnother() throws Exception {
    try (Harness h = start(FirstPacketStrategy.INITIATE_BACK)) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
      RaceRig.sweep(h);
      pass(h, CONFIRMATION);

      assertThat(sweeps(h)).isOne();
    }
  }

  @Test
  void oneSweepAnswersForManyAndTheNextIsNotSoonerThanAWhile() throws Exception {
    try (Harness h = start(FirstPacketStrategy.INITIATE_BACK)) {
      for (int n = 1; n <= 100; n++) {
        h.sendAndRun(h.knownClient(n));
      }
      // The peers were installed 1 ms apart; for the first one the time is up.
      pass(h, CONFIRMATION.minusMillis(99));
      assertThat(sweeps(h)).isOne();
      pass(h, COALESCING.minusMillis(1));
      assertThat(sweeps(h)).isOne();
      pass(h, Duration.ofMillis(1));

      assertThat(sweeps(h)).isEqualTo(2);
      assertThat(gone(h)).isEqualTo(100);
      pass(h, CONFIRMATION);
      assertThat(sweeps(h)).isEqualTo(2);
    }
  }

  @Test
  void whatIsHeldBackDoesNotMakeSweepAfterSweep() throws Exception {
    try (Harness h = start(FirstPacketStrategy.INITIATE_BACK)) {
      PrivateKey client = h.knownClient(1);
      h.orchestrator.pin(client.publicKey());
      h.sendAndRun(client);
      pass(h, CONFIRMATION);
      pass(h, CONFIRMATION);
      pass(h, CONFIRMATION);

      assertThat(sweeps(h)).isOne();
      assertThat(h.isResident(client.publicKey())).isTrue();
      // The next sweep of any kind removes it.
      h.orchestrator.unpin(client.publicKey());
      RaceRig.sweep(h);
      assertThat(gone(h)).isOne();
    }
  }

  @Test
  void aPauseIsRespected() throws Exception {
    try (Harness h = start(FirstPacketStrategy.INITIATE_BACK)) {
      h.orchestrator.pauseEviction();
      h.sendAndRun(h.knownClient(1));
      pass(h, CONFIRMATION);

      assertThat(sweeps(h)).isZero();
    }
  }

  @Test
  void aPeerThatCouldNotBeBroughtBackStays() throws Exception {
    try (Harness h = start(FirstPacketStrategy.INITIATE_BACK)) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      h.control.failing(LookupException.Reason.UNAVAILABLE);
      h.sendAndRun(h.newClient());
      pass(h, CONFIRMATION);

      assertThat(h.isResident(client.publicKey())).isTrue();
    }
  }

  @Test
  void aPeerThatWaitsForItsClientIsLeftToThePolicy() throws Exception {
    try (Harness h = start(FirstPacketStrategy.WAIT)) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      pass(h, CONFIRMATION);
      assertThat(sweeps(h)).isZero();
      RaceRig.sweep(h);

      assertThat(h.isResident(client.publicKey())).isTrue();
    }
  }

  @Test
  void aLongerTimeIsGiven() throws Exception {
    rig.setup.policy = view -> List.of();
    rig.initiating = true;
    rig.setup.provisioning =
        ProvisioningOptions.builder()
            .firstPacket(FirstPacketStrategy.INITIATE_BACK)
            .confirmationTime(Duration.ofSeconds(30))
            .build();
    try (Harness h = rig.start()) {
      h.sendAndRun(h.knownClient(1));
      pass(h, Duration.ofMillis(29_999));
      assertThat(gone(h)).isZero();
      pass(h, Duration.ofMillis(1));
      assertThat(gone(h)).isOne();
    }
  }
}
