package io.jitpeers;

import static io.jitpeers.RaceRig.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testkit.FakePeerConfigSource.Question;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PrivateKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Race rules 9, 10 and 14 to 16 of docs/decisions.md: changes, evictions, listings and expiries
 * coincide.
 */
class RaceRulesTruthTest extends TruthFlow {
  @Test
  void rule9AChangeDoesNotBringBackAPeerThatWasEvictedMeanwhile() throws Exception {
    start();
    PrivateKey client = connected(HOUR, "10.0.0.1/32");
    askedAbout(client).found(config(client, "10.0.0.2/32"), HOUR, "v2");
    h.orchestrator.evict(client.publicKey());
    h.stages.runAll();

    assertThat(h.store.contains(client.publicKey())).isFalse();
    assertThat(h.isResident(client.publicKey())).isFalse();
    assertThat(h.events(JitEvent.PeerChanged.class)).isEmpty();
    assertNothingIsOpen();
  }

  @Test
  void rule9AChangeOfAPeerThatSomebodyTookOffTheDeviceBringsNothingBack() throws Exception {
    start();
    PrivateKey client = connected(HOUR, "10.0.0.1/32");
    Question question = askedAbout(client);
    h.store.remove(List.of(client.publicKey()));
    question.found(config(client, "10.0.0.2/32"), HOUR, "v2");
    h.stages.runAll();

    assertThat(rig.store.calls).anyMatch(call -> call.startsWith("update"));
    assertThat(h.store.contains(client.publicKey())).isFalse();
    sweep(h);
    sweep(h);
    assertThat(h.isResident(client.publicKey())).isFalse();
  }

  @Test
  void rule9AnEvictionAfterAChangeTakesThePeerAndItsNewAddressAway() throws Exception {
    start();
    PrivateKey client = connected(HOUR, "10.0.0.1/32");
    Question question = askedAbout(client);
    rig.store.duringUpdate = () -> h.orchestrator.evict(client.publicKey());
    question.found(config(client, "10.0.0.2/32"), HOUR, "v2");
    h.stages.runAll();
    assertThat(h.isResident(client.publicKey())).isFalse();

    h.control.answeringAtOnce();
    assertThat(onDevice(connected(HOUR, "10.0.0.2/32"))).isEqualTo(prefixes("10.0.0.2/32"));
    assertNothingIsOpen();
  }

  @Test
  void rule9AnAnswerAboutAPeerThatIsGoneLeavesNothingBehind() throws Exception {
    rig.setup.rules = PeerConfigRules.builder().permittedAllowedIps(prefixes("10.0.0.0/8")).build();
    start();
    PrivateKey refused = connected(HOUR, "10.0.0.1/32");
    PrivateKey failed = connected(HOUR, "10.0.0.2/32");
    PrivateKey unknown = connected(HOUR, "10.0.0.3/32");
    for (PrivateKey client : List.of(refused, unknown, failed)) {
      Question question = askedAbout(client);
      h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
      if (client.equals(refused)) {
        question.found(config(client, "192.0.2.1/32"), HOUR, "v2");
      } else if (client.equals(failed)) {
        question.fail(LookupException.Reason.UNAVAILABLE);
      } else {
        question.notFound();
        h.control.lastQuestion().notFound();
      }
      h.stages.runAll();
    }
    h.time.advance(Duration.ofMinutes(2));
    assertNothingIsOpen();
  }

  @Test
  void rule9AnAnswerOfBeforeARevocationIsNotRemembered() throws Exception {
    start();
    PrivateKey client = connected(HOUR, "10.0.0.1/32");
    Question old = askedAbout(client);
    CompletableFuture<Boolean> revoked = h.orchestrator.revoke(client.publicKey());
    old.found(config(client, "10.0.0.1/32"), HOUR, "v2");
    h.stages.runAll();
    assertThat(revoked).isCompletedWithValue(true);

    TestPacket packet = h.sendAndRun(client);
    assertThat(h.control.lastQuestion()).as("its next handshake asks anew").isNotSameAs(old);
    h.control.lastQuestion().notFound();
    h.stages.runAll();
    assertThat(packet.outcome()).isNotEqualTo(PacketOutcome.INSTALLED);
    assertThat(h.store.contains(client.publicKey())).isFalse();
    assertNothingIsOpen();
  }

  @Test
  void rule10AChangeLeavesSessionCountersAndEndpointAlone() throws Exception {
    start();
    PrivateKey client = connected(HOUR, "10.0.0.1/32");
    h.store.transferred(client.publicKey(), 1_000, 2_000);
    PeerStatus before = h.store.status(client.publicKey()).orElseThrow();
    Question question = askedAbout(client);
    // The client roams and completes a handshake while the change is in progress.
    InetSocketAddress elsewhere = new InetSocketAddress("203.0.113.10", 4321);
    rig.store.duringUpdate = () -> h.store.handshakeCompleted(client.publicKey(), elsewhere);
    question.found(
        config(client, "10.0.0.2/32").toBuilder().persistentKeepaliveSeconds(25).build(),
        HOUR,
        "v2");
    h.stages.runAll();

    PeerStatus after = h.store.status(client.publicKey()).orElseThrow();
    assertThat(after.endpoint()).isEqualTo(elsewhere);
    assertThat(after.latestHandshake()).isAfterOrEqualTo(before.latestHandshake());
    assertThat(after.rxBytes()).isEqualTo(before.rxBytes() + 148);
    assertThat(after.txBytes()).isEqualTo(before.txBytes() + 92);
    assertThat(after.allowedIps()).isEqualTo(prefixes("10.0.0.2/32"));
  }

  @Test
  void rule14AListingUnderWayDoesNotBringBackWhatAProvisionedPeerGaveUp() throws Exception {
    start();
    PrivateKey client = connected(HOUR, "10.0.0.1/32");
    assertAListingDoesNotBringBackTheOldAddress(client);
  }

  @Test
  void rule14AListingUnderWayDoesNotBringBackWhatAnAdoptedPeerGaveUp() throws Exception {
    PrivateKey client = RaceRig.newKey();
    rig.setup.onDevice = List.of(config(client, "10.0.0.1/32"));
    rig.setup.eviction = EvictionOptions.builder().adoptionGrace(Duration.ZERO).build();
    start();
    h.control.put(config(client, "10.0.0.1/32"), HOUR);
    sweep(h);
    h.pass(Duration.ofSeconds(2));
    assertThat(h.orchestrator.find(client.publicKey()).orElseThrow().origin())
        .isEqualTo(PeerOrigin.ADOPTED);
    assertAListingDoesNotBringBackTheOldAddress(client);
  }

  private void assertAListingDoesNotBringBackTheOldAddress(PrivateKey client) {
    Question question = askedAbout(client);
    rig.store.beforeGiving =
        () -> {
          rig.store.beforeGiving = () -> {};
          question.found(config(client, "10.0.0.2/32"), HOUR, "v2");
          h.stages.runWriter();
        };
    sweep(h);
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.2/32"));

    h.control.answeringAtOnce();
    PrivateKey other = connected(HOUR, "10.0.0.1/32");
    sweep(h);
    assertThat(onDevice(other)).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.2/32"));
    h.control.put(config(client, "10.0.0.3/32"), HOUR);
    h.control.hint(client.publicKey());
    h.pass(Duration.ofSeconds(1));
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.3/32"));
  }

  @Test
  void rule15TheBrakeDoesNotHoldAPeerThatIsRevokedByName() throws Exception {
    rig.setup.revalidation = RevalidationOptions.builder().brakeLeast(1).build();
    start();
    PrivateKey gone = connected(MINUTE, "10.0.0.1/32");
    PrivateKey revoked = connected(MINUTE, "10.0.0.2/32");
    PrivateKey held = connected(MINUTE, "10.0.0.3/32");
    h.control.answering(
        key -> CompletableFuture.completedFuture(PeerLookup.notFound(Duration.ZERO)));
    h.pass(Duration.ofSeconds(62));
    assertThat(h.orchestrator.statistics().revalidations().heldNow()).isEqualTo(2);
    assertThat(Stream.of(gone, revoked, held).filter(c -> h.isResident(c.publicKey()))).hasSize(2);

    h.orchestrator.revoke(revoked.publicKey());
    h.stages.runAll();
    assertThat(h.isResident(revoked.publicKey())).isFalse();
    assertThat(h.orchestrator.statistics().revalidations().heldNow()).isPositive();
    assertThat(h.orchestrator.statistics().revalidations().brakeEngaged()).isTrue();
    h.orchestrator.releaseBrake();
    h.stages.runAll();
    assertThat(h.store.size()).isZero();
    assertNothingIsOpen();
  }

  @Test
  void rule16ClosingEndsAQuestionAndThePacketThatWaitsForIt() throws Exception {
    start();
    PrivateKey holder = connected(HOUR, "10.0.0.1/32");
    PrivateKey newcomer = h.newClient();
    h.control.answeringByHand();
    TestPacket waiting = h.sendAndRun(newcomer);
    h.control.lastQuestion().found(config(newcomer, "10.0.0.1/32"));
    h.stages.runAll();
    Question ofHolder = h.control.lastQuestion();
    assertThat(ofHolder.key()).isEqualTo(holder.publicKey());
    PrivateKey other = connectedByHand("10.0.0.5/32");
    Question ofOther = askedAbout(other);
    ofOther.found(config(other, "10.0.0.6/32"), HOUR, "v2");

    h.close();
    h.stages.runAll();
    ofHolder.found(config(holder, "10.0.0.2/32"), HOUR, "v2");
    h.stages.runAll();

    assertThat(waiting.outcome()).isEqualTo(PacketOutcome.FAILED);
    assertThat(ofHolder.answer()).isDone();
    assertThat(onDevice(holder)).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(h.store.contains(newcomer.publicKey())).isFalse();
    assertThat(h.store.contains(other.publicKey())).isTrue();
    assertThat(h.orchestrator.statistics().revalidations().open()).isZero();
  }

  private PrivateKey connectedByHand(String allowedIp) {
    PrivateKey client = h.newClient();
    h.sendAndRun(client);
    h.control.lastQuestion().found(config(client, allowedIp), HOUR, "v1");
    h.stages.runAll();
    return client;
  }

  @Test
  void rule16APeerWhoseRemovalFailsIsAskedAboutUntilItIsGone() throws Exception {
    start();
    PrivateKey client = connected(MINUTE, "10.0.0.1/32");
    h.control.putNotFound(client.publicKey(), Duration.ZERO);
    rig.store.removeFailure = new StoreException("remove peers from wg-test: EBUSY");
    h.pass(Duration.ofSeconds(90));
    assertThat(h.isResident(client.publicKey())).isTrue();
    assertThat(h.events(JitEvent.PeerEvicted.class)).isEmpty();

    rig.store.removeFailure = null;
    h.pass(Duration.ofSeconds(31));
    assertThat(h.events(JitEvent.PeerEvicted.class))
        .singleElement()
        .satisfies(gone -> assertThat(gone.cause()).isEqualTo(EvictionCause.REVOKED));
    assertThat(h.store.contains(client.publicKey())).isFalse();
    assertNothingIsOpen();
  }
}
