package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.jitpeers.eviction.EvictionSchedule;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * An orchestrator logs its start, with its parts, and its end; failures say which state it is in.
 */
class LifeLogTest {

  @Test
  void itsStartAndItsEndAreOneLineEach() throws Exception {
    try (CapturedLog log = CapturedLog.of(JitOrchestrator.class)) {
      Harness.Setup setup = Harness.setup();
      setup.eviction =
          EvictionOptions.builder().schedule(EvictionSchedule.every(Duration.ofHours(1))).build();
      Harness h = setup.start();
      assertThat(log.lines(Level.INFO))
          .singleElement()
          .asString()
          .startsWith("INFO started on wg-test, port ")
          .contains("public key " + h.gateway.publicKey())
          .contains("packets from [" + h.source.name() + "]")
          .contains("configs from FakePeerConfigSource; 0 peers in InMemoryPeerStore")
          .contains("PT1H", "first packets: REPLAY", "replay memory: in memory only")
          .contains("state directory: none");
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      h.time.advance(Duration.ofMillis(1999));
      h.close();
      h.close();
      assertThat(log.lines(Level.INFO)).hasSize(2);
      assertThat(log.messages(Level.INFO).get(1))
          .isEqualTo(
              "ended after PT2S, closed by the thread "
                  + Thread.currentThread().getName()
                  + ": 1 packets received, 1 peers installed, 0 evicted, 1 lookups; 1 peers stay on"
                  + " the device");
    }
  }

  @Test
  void oneThatWasNotStartedSaysNothing() throws Exception {
    try (CapturedLog log = CapturedLog.of(JitOrchestrator.class)) {
      RaceRig.Rig rig = new RaceRig.Rig();
      rig.setup.storeWrapper =
          real ->
              new HookedStore(real) {
                @Override
                public void claim() throws StoreException {
                  throw new StoreException("claim wg-test: on purpose");
                }
              };
      assertThatThrownBy(rig.setup::start).hasMessageContaining("on purpose");
      assertThat(log.events()).isEmpty();
    }
  }

  private static JitOrchestrator unstarted() throws StoreException {
    Harness.Setup setup = Harness.setup();
    return setup.build().orchestrator;
  }

  @Test
  void whatNeedsTheDeviceSaysThatItWasNotStarted() throws Exception {
    try (JitOrchestrator orchestrator = unstarted();
        CapturedLog log = CapturedLog.ofAll()) {
      for (CompletableFuture<?> future :
          java.util.List.of(
              orchestrator.evictNow(),
              orchestrator.evictDryRun(),
              orchestrator.evict(PrivateKey.generate(new java.security.SecureRandom()).publicKey()),
              orchestrator.revoke(
                  PrivateKey.generate(new java.security.SecureRandom()).publicKey()),
              orchestrator.forgetTimestamp(
                  PrivateKey.generate(new java.security.SecureRandom()).publicKey()))) {
        assertThat(future)
            .failsWithin(Duration.ZERO)
            .withThrowableThat()
            .havingCause()
            .isInstanceOf(IllegalStateException.class)
            .withMessage("the orchestrator was not started yet; call start() first");
      }
      assertThat(log.lines(Level.INFO)).isEmpty();
    }
  }

  @Test
  void aSecondStartSaysWhatWasBefore() throws Exception {
    Harness started = Harness.setup().start();
    assertThatThrownBy(started.orchestrator::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the orchestrator was already started");
    started.close();
    assertThatThrownBy(started.orchestrator::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the orchestrator was closed; build another one");

    JitOrchestrator closed = unstarted();
    closed.close();
    assertThat(closed.evictNow())
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("the orchestrator was closed");
  }

  @Test
  void oneWhoseStartFailedSaysSo() throws Exception {
    RaceRig.Rig rig = new RaceRig.Rig();
    rig.setup.storeWrapper =
        real ->
            new HookedStore(real) {
              @Override
              public void claim() throws StoreException {
                throw new StoreException("claim wg-test: on purpose");
              }
            };
    JitOrchestrator failed = rig.setup.build().orchestrator;
    assertThatThrownBy(failed::start).hasMessageContaining("on purpose");
    assertThatThrownBy(failed::start)
        .hasMessage("the orchestrator was closed because its start failed; build another one");
  }
}
