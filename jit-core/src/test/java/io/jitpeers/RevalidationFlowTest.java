package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.event.PeerChange;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery.Urgency;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Installed peers keep matching the control plane. */
class RevalidationFlowTest extends TruthFlow {
  @Test
  void aChangedAddressIsOnTheDeviceWithinItsFreshness() throws Exception {
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.control.put(config(client, "10.0.0.2/32"), MINUTE);
    h.pass(Duration.ofSeconds(50));
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.1/32"));

    h.pass(Duration.ofSeconds(12));

    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.2/32"));
    assertThat(h.store.status(client.publicKey()).orElseThrow().endpoint())
        .as("an endpoint that roamed")
        .isEqualTo(ROAMED);
    assertThat(h.events(JitEvent.PeerChanged.class))
        .containsExactly(
            new JitEvent.PeerChanged(client.publicKey(), Set.of(PeerChange.ALLOWED_IPS)));
    assertThat(h.orchestrator.statistics().revalidations().changed()).isEqualTo(1);
    assertThat(h.control.lastQuestion().query().urgency()).isEqualTo(Urgency.BACKGROUND);
  }

  @Test
  void aDeletedPeerThatKeepsTalkingIsRevokedAfterTwoAnswers() throws Exception {
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.control.putNotFound(client.publicKey(), Duration.ofMinutes(1));
    int asked = h.control.questions().size();

    h.pass(Duration.ofSeconds(61));

    assertThat(h.isResident(client.publicKey())).isFalse();
    assertThat(h.store.contains(client.publicKey())).isFalse();
    assertThat(h.control.questions().subList(asked, asked + 2))
        .extracting(question -> question.query().uncached())
        .as("what is said twice is not what a cache says again")
        .containsExactly(false, true);
    assertThat(h.control.questions()).hasSize(asked + 2);
    assertThat(h.events(JitEvent.PeerEvicted.class))
        .containsExactly(new JitEvent.PeerEvicted(client.publicKey(), EvictionCause.REVOKED));
    assertThat(h.sendAndRun(client).outcome()).isEqualTo(Outcome.NOT_FOUND.packetOutcome());
    assertThat(h.control.questions()).as("what was said is remembered").hasSize(asked + 2);
  }

  @Test
  void oneAnswerThatThereIsNoSuchPeerIsNotBelieved() throws Exception {
    start();
    PrivateKey client = connected("10.0.0.1/32");
    int asked = h.control.questions().size();
    h.control.answering(
        key ->
            CompletableFuture.completedFuture(
                h.control.questions().size() == asked
                    ? PeerLookup.notFound(Duration.ZERO)
                    : PeerLookup.found(config(client, "10.0.0.1/32"), MINUTE)));

    h.pass(Duration.ofSeconds(61));

    assertThat(h.control.questions()).hasSize(asked + 2);
    assertThat(h.isResident(client.publicKey())).isTrue();
  }

  @Test
  void aChangedPresharedKeyAndKeepaliveAreSetAndNothingElse() throws Exception {
    start();
    PrivateKey client = connected("10.0.0.1/32");
    byte[] bytes = new byte[PresharedKey.LENGTH];
    bytes[0] = 7;
    PeerConfig changed =
        config(client, "10.0.0.1/32").toBuilder()
            .presharedKey(PresharedKey.ofBytes(bytes))
            .persistentKeepaliveSeconds(25)
            .build();
    h.control.put(changed, MINUTE);

    h.pass(Duration.ofSeconds(61));

    PeerConfig now = h.store.config(client.publicKey()).orElseThrow();
    assertThat(now.presharedKey()).isEqualTo(changed.presharedKey());
    assertThat(now.persistentKeepaliveSeconds()).isEqualTo(25);
    assertThat(now.endpoint()).contains(ROAMED);
    assertThat(h.events(JitEvent.PeerChanged.class))
        .containsExactly(new JitEvent.PeerChanged(client.publicKey(), Set.of(PeerChange.SESSION)));

    h.control.put(config(client, "10.0.0.1/32"), MINUTE);
    h.pass(Duration.ofSeconds(61));
    assertThat(h.store.config(client.publicKey()).orElseThrow().presharedKey()).isEmpty();
  }

  @Test
  void anEndpointIsSetOnlyIfTheControlPlaneChangedIt() throws Exception {
    start();
    PrivateKey client = h.newClient();
    InetSocketAddress first = new InetSocketAddress("192.0.2.1", 1);
    InetSocketAddress second = new InetSocketAddress("192.0.2.2", 2);
    PeerConfig config = config(client, "10.0.0.1/32").withEndpoint(first);
    h.control.put(config, MINUTE);
    h.sendAndRun(client);
    h.store.handshakeCompleted(client.publicKey(), ROAMED);
    h.control.put(config.toBuilder().persistentKeepaliveSeconds(9).build(), MINUTE);
    h.pass(Duration.ofSeconds(61));
    assertThat(h.store.status(client.publicKey()).orElseThrow().endpoint()).isEqualTo(ROAMED);

    h.control.put(config.withEndpoint(second), MINUTE);
    h.pass(Duration.ofSeconds(61));
    assertThat(h.store.status(client.publicKey()).orElseThrow().endpoint()).isEqualTo(second);
  }

  @Test
  void withoutAnAnswerAPeerStaysAndItsAgeIsShown() throws Exception {
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.control.failing(LookupException.Reason.UNAVAILABLE);
    h.pass(Duration.ofMinutes(11));

    assertThat(h.isResident(client.publicKey())).isTrue();
    assertThat(h.orchestrator.statistics().revalidations().failed()).isGreaterThan(5);
    assertThat(h.orchestrator.statistics().revalidations().mostOverdue().toMinutes()).isEqualTo(10);

    h.control.answeringAtOnce();
    h.pass(Duration.ofSeconds(31));
    assertThat(h.orchestrator.statistics().revalidations().mostOverdue()).isZero();
  }

  @Test
  void withoutAnAnswerForTooLongAPeerExpiresIfThatIsWanted() throws Exception {
    setup.revalidation = RevalidationOptions.builder().expireAfter(Duration.ofMinutes(10)).build();
    start();
    PrivateKey first = connected("10.0.0.1/32");
    PrivateKey second = connected("10.0.0.2/32");
    h.control.failing(LookupException.Reason.UNAVAILABLE);
    h.pass(Duration.ofSeconds(655));
    assertThat(h.isResident(first.publicKey())).isTrue();

    h.pass(Duration.ofSeconds(40));

    assertThat(h.isResident(first.publicKey())).isFalse();
    assertThat(h.isResident(second.publicKey())).isFalse();
    assertThat(h.orchestrator.statistics().count(EvictionCause.EXPIRED)).isEqualTo(2);
  }

  @Test
  void anAnswerIsAskedForAgainNoSoonerThanTheLeastAge() throws Exception {
    start();
    PrivateKey client = h.knownClient(1);
    h.sendAndRun(client);
    h.pass(Duration.ofSeconds(29));
    assertThat(h.control.questions()).hasSize(1);
    h.pass(Duration.ofMinutes(10));
    assertThat(h.control.questions()).hasSizeBetween(20, 22);
  }

  @Test
  void anAnswerIsBelievedNoLongerThanTheLongestAge() throws Exception {
    setup.cache = AnswerCacheOptions.builder().maxFreshness(Duration.ofDays(10)).build();
    start();
    PrivateKey client = h.newClient();
    h.control.put(config(client, "10.0.0.1/32"), Freshness.of(Duration.ofDays(9)));
    h.sendAndRun(client);
    h.pass(Duration.ofMinutes(56));
    assertThat(h.control.questions()).hasSize(1);
    h.pass(Duration.ofMinutes(5));
    assertThat(h.control.questions()).hasSize(2);
  }

  @Test
  void theRememberedValidatorIsSentAndNotModifiedKeepsThePeer() throws Exception {
    start();
    PrivateKey client = h.newClient();
    h.control.answeringByHand();
    h.send(client);
    h.stages.runAll();
    h.control.lastQuestion().found(config(client, "10.0.0.1/32"), MINUTE, "v1");
    h.stages.runAll();
    h.pass(Duration.ofSeconds(61));
    assertThat(h.control.lastQuestion().query().validator()).contains("v1");
    h.control.lastQuestion().notModified(MINUTE);
    h.pass(Duration.ofSeconds(50));

    assertThat(h.control.questions()).hasSize(2);
    assertThat(h.orchestrator.statistics().revalidations().notModified()).isEqualTo(1);
    assertThat(h.events(JitEvent.PeerChanged.class)).isEmpty();
  }

  @Test
  void aConfigThatBreaksARuleLeavesTheOldOneForAGraceAndThenThePeerGoes() throws Exception {
    setup.rules = PeerConfigRules.builder().permittedAllowedIps(prefixes("10.0.0.0/8")).build();
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.control.put(config(client, "192.0.2.1/32"), MINUTE);
    h.pass(Duration.ofSeconds(61));

    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(h.events(JitEvent.PeerChangeRefused.class)).hasSize(1);
    assertThat(h.orchestrator.statistics().revalidations().refusedNow()).isEqualTo(1);

    h.pass(Duration.ofMinutes(4));
    assertThat(h.isResident(client.publicKey())).isTrue();
    h.pass(Duration.ofSeconds(62));
    assertThat(h.isResident(client.publicKey())).isFalse();
    assertThat(h.orchestrator.statistics().count(EvictionCause.REVOKED)).isEqualTo(1);
    assertThat(h.events(JitEvent.PeerChangeRefused.class)).hasSize(1);
    assertThat(h.orchestrator.statistics().revalidations().refusedNow()).isZero();
  }

  @Test
  void aConfigThatIsMendedWithinTheGraceIsApplied() throws Exception {
    setup.rules = PeerConfigRules.builder().permittedAllowedIps(prefixes("10.0.0.0/8")).build();
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.control.put(config(client, "192.0.2.1/32"), MINUTE);
    h.pass(Duration.ofMinutes(3));
    h.control.put(config(client, "10.0.0.9/32"), MINUTE);
    h.pass(Duration.ofMinutes(9));
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.9/32"));
  }

  @Test
  void anUnansweredClientIsInstalledAgainWithWhatTheControlPlaneSaysNow() throws Exception {
    start();
    PrivateKey client = h.newClient();
    h.control.put(config(client, "10.0.0.1/32"), Freshness.of(Duration.ofMinutes(30)));
    h.sendAndRun(client);
    h.control.put(config(client, "10.0.0.2/32"), Freshness.of(Duration.ofMinutes(30)));
    h.pass(Duration.ofSeconds(5));
    h.sendAndRun(client);
    assertThat(h.orchestrator.statistics().store().installedAgain()).isEqualTo(1);
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.2/32"));
  }

  @Test
  void anUnansweredClientThatIsUnknownByNowIsRevoked() throws Exception {
    start();
    PrivateKey client = h.newClient();
    h.control.put(config(client, "10.0.0.1/32"), Freshness.of(Duration.ofMinutes(30)));
    h.sendAndRun(client);
    h.control.putNotFound(client.publicKey(), Duration.ZERO);
    h.pass(Duration.ofSeconds(5));
    h.sendAndRun(client);
    assertThat(h.isResident(client.publicKey())).isFalse();
    assertThat(h.orchestrator.statistics().count(EvictionCause.REVOKED)).isEqualTo(1);
  }

  @Test
  void aGreaterTimestampEpochTakesAResidentPeerOffTheDevice() throws Exception {
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.control.put(config(client, "10.0.0.1/32").toBuilder().timestampEpoch(1).build(), MINUTE);
    h.pass(Duration.ofSeconds(61));
    assertThat(h.isResident(client.publicKey())).isFalse();
    assertThat(h.orchestrator.statistics().clocks().resets()).isEqualTo(1);

    assertThat(h.sendAndRun(client).outcome()).isEqualTo(Outcome.INSTALLED.packetOutcome());
    h.pass(Duration.ofMinutes(3));
    assertThat(h.isResident(client.publicKey())).as("once for each increase").isTrue();
  }
}
