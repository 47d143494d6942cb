package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.ReplayOptions;
import io.jitpeers.options.ReplayPolicy;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.FakePeerConfigSource.Question;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * A peer of this gateway leaves, and another program adds its key. Work that still follows from the
 * first peer does not remove the second one, even if no listing has shown it yet.
 */
class PeersOfOthersStayFlowTest extends ClockScenario {
  private final RaceRig.Rig rig = new RaceRig.Rig();

  private Harness begin() throws StoreException {
    Harness h = rig.start();
    h.orchestrator.pauseEviction();
    return h;
  }

  private static void leavesAndIsAddedByHand(Harness h, PublicKey key) throws StoreException {
    CompletableFuture<Boolean> gone = h.orchestrator.evict(key);
    h.stages.runAll();
    assertThat(gone).isCompletedWithValue(true);
    h.store.install(List.of(FakePeerConfigSource.config(key, 77)));
  }

  private static boolean forget(Harness h, PublicKey key) {
    CompletableFuture<Boolean> forgotten = h.orchestrator.forgetTimestamp(key);
    h.stages.runAll();
    return forgotten.join();
  }

  @Test
  void forgettingItsTimestampsLeavesItWhereItIs() throws Exception {
    try (Harness h = begin()) {
      PrivateKey client = h.knownClient(1);
      assertInstalled(h.sendAndRun(client));
      leavesAndIsAddedByHand(h, client.publicKey());

      assertThat(forget(h, client.publicKey())).isTrue();
      assertThat(h.store.contains(client.publicKey())).isTrue();
    }
  }

  @Test
  void aClockThatFellBackByItselfLeavesItWhereItIs() throws Exception {
    rig.setup.replay = ReplayOptions.builder().policy(ReplayPolicy.ALLOW_CLOCK_RESET).build();
    try (Harness h = begin()) {
      PrivateKey client = h.newClient();
      h.control.put(with(client, 0, true), Freshness.NONE);
      assertInstalled(h.sendAndRun(client));
      leavesAndIsAddedByHand(h, client.publicKey());
      rig.store.calls.clear();
      fallenBack(h, client);

      assertThat(h.orchestrator.statistics().clocks().resets()).isOne();
      assertThat(rig.store.calls).noneMatch(call -> call.startsWith("remove"));
    }
  }

  /**
   * The store may have failed after it installed the peer. The peer on the device then belongs to
   * this gateway.
   */
  @Test
  void aPeerWhoseInstallFailedIsTakenOff() throws Exception {
    try (Harness h = begin()) {
      PrivateKey client = h.knownClient(1);
      rig.store.failureAfterwards = () -> new StoreException("the answer was lost");
      h.sendAndRun(client);
      rig.store.failureAfterwards = () -> null;
      assertThat(h.store.contains(client.publicKey())).isTrue();
      assertThat(h.isResident(client.publicKey())).isFalse();

      assertThat(forget(h, client.publicKey())).isTrue();
      assertThat(h.store.contains(client.publicKey())).isFalse();
    }
  }

  /** The removal comes after the install, whichever was requested first. */
  @Test
  void aPeerThatIsAboutToBeInstalledIsTakenOff() throws Exception {
    try (Harness h = begin()) {
      PrivateKey client = h.knownClient(1);
      h.send(client);
      h.stages.runOpener();
      assertThat(h.store.contains(client.publicKey())).isFalse();

      assertThat(forget(h, client.publicKey())).isTrue();
      assertThat(h.store.contains(client.publicKey())).isFalse();
      assertThat(h.isResident(client.publicKey())).isFalse();
    }
  }

  @Test
  void anAnswerThatThereIsNoSuchPeerLeavesItWhereItIs() throws Exception {
    try (Harness h = begin()) {
      PrivateKey client = h.newClient();
      PublicKey key = client.publicKey();
      h.control.put(with(client, 0, false), Freshness.of(Duration.ofHours(1)));
      assertInstalled(h.sendAndRun(client));
      h.control.answeringByHand();
      h.control.hint(key);
      h.pass(Duration.ofSeconds(1));
      Question first = h.control.lastQuestion();
      assertThat(first.key()).isEqualTo(key);
      leavesAndIsAddedByHand(h, key);

      first.notFound();
      h.control.lastQuestion().notFound();
      h.stages.runAll();
      assertThat(h.control.lastQuestion()).isNotSameAs(first);
      assertThat(h.store.contains(key)).isTrue();
      assertThat(h.orchestrator.statistics().revalidations().open()).isZero();
    }
  }

  /** A revocation by key removes whichever peer has it. */
  @Test
  void whoIsRevokedByNameGoes() throws Exception {
    try (Harness h = begin()) {
      PrivateKey client = h.knownClient(1);
      assertInstalled(h.sendAndRun(client));
      leavesAndIsAddedByHand(h, client.publicKey());
      h.orchestrator.revoke(client.publicKey());
      h.stages.runAll();

      assertThat(h.store.contains(client.publicKey())).isFalse();
    }
  }
}
