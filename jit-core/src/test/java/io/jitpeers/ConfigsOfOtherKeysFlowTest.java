package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.options.ReplayPolicy;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * A control plane that answers with another key's config, for example because of a wrong join. Such
 * an answer affects neither the key's timestamp epoch nor whether its clock may fall back.
 */
class ConfigsOfOtherKeysFlowTest extends ClockScenario {
  /** Answers about every key with the config of the given one. */
  private static void mixedUp(Harness h, PrivateKey other, long epoch) {
    PeerLookup wrong = PeerLookup.found(with(other, epoch, true), Freshness.NONE);
    h.control.answering(key -> CompletableFuture.completedFuture(wrong));
  }

  private static void right(Harness h, PrivateKey client, long epoch) {
    h.control.put(with(client, epoch, false), Freshness.NONE);
    h.control.answeringAtOnce();
    h.time.advance(Duration.ofMinutes(1));
  }

  @Test
  void itDoesNotResetAClientWhoseClockFellBack() throws Exception {
    try (Harness h = start(ReplayPolicy.ALLOW_CLOCK_RESET)) {
      PrivateKey client = h.knownClient(1);
      assertInstalled(h.sendAndRun(client));
      mixedUp(h, h.newClient(), 0);
      assertReplayed(h, fallenBack(h, client));
      assertThat(h.isResident(client.publicKey())).isTrue();

      mixedUp(h, h.newClient(), 7);
      h.time.advance(Duration.ofMinutes(1));
      assertReplayed(h, fallenBack(h, client));
      assertThat(h.isResident(client.publicKey())).isTrue();
      assertThat(h.orchestrator.statistics().clocks().resets()).isZero();

      right(h, client, 1);
      assertInstalled(fallenBack(h, client));
    }
  }

  @Test
  void itDoesNotSetTheEpochOfAPeerOnItsWayIn() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      assertInstalled(h.sendAndRun(client));
      h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
      mixedUp(h, h.newClient(), 7);
      h.time.advance(RETRY);
      h.sendAndRun(client);
      assertThat(h.count(Outcome.CONFIG_REFUSED)).isOne();
      assertThat(h.orchestrator.statistics().clocks().resets()).isZero();

      right(h, client, 1);
      assertInstalled(h.sendAndRun(client));
      assertThat(h.orchestrator.statistics().clocks().resets()).as("its own epoch").isOne();
    }
  }

  /** The client gets no answer, and the config that arrives is that of another key. */
  @Test
  void itDoesNotTakeAPeerOffThatIsInstalledAgain() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      mixedUp(h, h.newClient(), 7);
      for (int i = 0; i < 5; i++) {
        h.time.advance(RETRY);
        h.sendAndRun(client);
      }
      assertThat(h.orchestrator.statistics().store().installedAgain()).isPositive();
      assertThat(h.orchestrator.statistics().clocks().resets()).isZero();
      assertThat(h.isResident(client.publicKey())).isTrue();
    }
  }
}
