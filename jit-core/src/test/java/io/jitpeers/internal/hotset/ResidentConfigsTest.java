package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.ip;
import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.prefixes;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PresharedKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the control plane said of resident peers, and when it is asked about each again. */
class ResidentConfigsTest {
  private static final Duration FRESH = Duration.ofMinutes(5);
  private static final InetSocketAddress ENDPOINT = new InetSocketAddress("192.0.2.7", 7);
  private static final PresharedKey PRESHARED = PresharedKey.ofBytes(key(77).toBytes());

  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);
  private final ResidentConfigs configs = hotSet.configs();
  private final BegunInstalls begun = new BegunInstalls(hotSet);

  private void list(PeerStatus... peers) {
    Listing listing = hotSet.beginListing();
    for (PeerStatus peer : peers) {
      listing.accept(peer);
    }
    listing.finish(ListingResult.of(peers.length, false));
  }

  private PeerOrigin origin(int number) {
    return hotSet.find(key(number)).orElseThrow().origin();
  }

  private List<ResidentConfigs.Due> due() {
    return configs.takeDue(10);
  }

  private PeerUpdate difference(PeerConfig config) {
    return configs.difference(config, config.allowedIps());
  }

  private void confirmedAndFresh(PeerConfig config) {
    hotSet.installed(config);
    configs.confirmed(config, FRESH);
  }

  @Test
  void aPeerIsDueWhenItsAnswerIsNoLongerFresh() {
    confirmedAndFresh(config(1));
    long installed = time.nanoTime();

    assertThat(configs.untilNext()).isEqualTo(FRESH.toNanos());
    time.advance(FRESH.minusNanos(1));
    assertThat(due()).isEmpty();
    time.advance(Duration.ofNanos(1));
    assertThat(configs.untilNext()).isZero();
    assertThat(due()).containsExactly(new ResidentConfigs.Due(key(1), installed + FRESH.toNanos()));
    assertThat(configs.untilNext()).isEqualTo(ResidentConfigs.NEVER);
    assertThat(due()).as("taken").isEmpty();
  }

  @Test
  void theMostOverdueComeFirstAndNoMoreThanAskedFor() {
    for (int i = 1; i <= 4; i++) {
      hotSet.installed(config(i));
      configs.askIn(key(i), Duration.ofSeconds(5 - i));
    }
    long first = time.nanoTime() + Duration.ofSeconds(1).toNanos();
    time.advance(Duration.ofSeconds(10));

    assertThat(configs.takeDue(2).get(0).since()).isEqualTo(first);
    configs.askIn(key(4), Duration.ofSeconds(-9));
    configs.askIn(key(3), Duration.ofSeconds(-8));
    assertThat(configs.takeDue(2))
        .extracting(ResidentConfigs.Due::key)
        .containsExactly(key(4), key(3));
    assertThat(configs.takeOverdue(10, Duration.ofSeconds(7)))
        .as("since 7 s")
        .extracting(ResidentConfigs.Due::key)
        .containsExactly(key(2));
    assertThat(due()).extracting(ResidentConfigs.Due::key).containsExactly(key(1));
  }

  @Test
  void askingAboutAllKeepsTheirOrder() {
    hotSet.installed(config(1));
    hotSet.installed(config(2));
    configs.askIn(key(1), Duration.ofHours(2));
    configs.askIn(key(2), Duration.ofHours(1));

    configs.askAboutAll();

    assertThat(configs.untilNext()).isZero();
    assertThat(due())
        .extracting(ResidentConfigs.Due::key)
        .containsExactlyInAnyOrder(key(1), key(2));
  }

  @Test
  void nobodyAsksAboutWhoIsGone() {
    confirmedAndFresh(config(1));
    hotSet.removed(key(1));
    assertThat(configs.untilNext()).isEqualTo(ResidentConfigs.NEVER);
    confirmedAndFresh(config(2));
    hotSet.reset();
    assertThat(configs.untilNext()).isEqualTo(ResidentConfigs.NEVER);
    configs.askIn(key(2), FRESH);
    assertThat(configs.untilNext()).isEqualTo(ResidentConfigs.NEVER);
  }

  @Test
  void confirmingSaysWhetherThePeerExpiresAtAnotherTime() {
    Instant end = time.wallTime().plus(Duration.ofHours(1));
    PeerConfig limited = config(1).toBuilder().expiresAt(end).build();
    hotSet.installed(config(1));

    assertThat(configs.confirmed(config(1), FRESH)).isFalse();
    assertThat(configs.confirmed(limited, FRESH)).isTrue();
    assertThat(configs.confirmed(limited, FRESH)).isFalse();
    assertThat(configs.confirmed(config(1), FRESH)).isTrue();
    assertThat(configs.confirmed(config(2), FRESH)).as("not there").isFalse();
    list(status(1, 0, 0, 0), status(3, 1, 1, 1));
    assertThat(configs.confirmed(config(3).toBuilder().expiresAt(end).build(), FRESH))
        .as("somebody else's")
        .isFalse();
  }

  @Test
  void aPeerExpiresAtItsTimeAndNotBefore() {
    Instant end = time.wallTime().plusSeconds(60);
    hotSet.installed(config(1).toBuilder().expiresAt(end).build());
    hotSet.installed(config(2));
    time.advance(Duration.ofSeconds(59));
    assertThat(configs.expired()).isEmpty();
    time.advance(Duration.ofSeconds(1));
    assertThat(configs.expired()).containsExactly(key(1));
  }

  @Test
  void aFoundPeerIsAdoptedOnceAndIsDue() {
    list(status(1, 1, 1, 1));
    assertThat(configs.isOurs(key(1))).isFalse();
    assertThat(begun.wouldBeOurs(key(1))).isFalse();
    configs.adopted(config(1).toBuilder().expiresAt(time.wallTime().minusSeconds(1)).build());
    configs.adopted(config(2));

    assertThat(origin(1)).isEqualTo(PeerOrigin.ADOPTED);
    assertThat(configs.isOurs(key(1))).isTrue();
    assertThat(begun.wouldBeOurs(key(1))).isTrue();
    assertThat(configs.isOurs(key(2))).isFalse();
    assertThat(configs.expired()).containsExactly(key(1));
    assertThat(due()).extracting(ResidentConfigs.Due::key).containsExactly(key(1));
    configs.adopted(config(1));
    assertThat(due()).as("adopted before").isEmpty();
  }

  @Test
  void aFoundPeerOfBeforeARestartIsDue() {
    list(status(1, 1, 1, 1), status(2, 1, 1, 1));
    configs.recognized(key(1), time.wallTime());
    configs.takenOver(key(2));
    configs.recognized(key(3), null);

    assertThat(origin(1)).isEqualTo(PeerOrigin.ADOPTED);
    assertThat(origin(2)).isEqualTo(PeerOrigin.ADOPTED);
    assertThat(configs.expired()).containsExactly(key(1));
    assertThat(due()).extracting(ResidentConfigs.Due::key).containsExactly(key(1));
    assertThat(configs.isUnknown(key(1))).isTrue();
    assertThat(configs.isUnknown(key(3))).isFalse();
  }

  @Test
  void whatDidNotChangeIsNoUpdate() {
    confirmedAndFresh(config(1));
    assertThat(difference(config(1)).isEmpty()).isTrue();
    assertThat(configs.isUnknown(key(1))).isFalse();
    assertThat(difference(config(2))).as("not there").isNull();
    list(status(1, 0, 0, 0), status(3, 1, 1, 1));
    assertThat(difference(config(3))).as("somebody else's").isNull();
    assertThat(hotSet.beginRemoval(key(1), () -> true)).isTrue();
    assertThat(difference(config(1))).as("about to leave").isNull();
  }

  @Test
  void onlyWhatChangedIsUpdated() {
    PeerConfig before = config(1, "10.1.0.0/16", "10.2.0.0/16");
    confirmedAndFresh(before);

    PeerUpdate more = difference(config(1, "10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"));
    assertThat(more.allowedIps()).contains(prefixes("10.3.0.0/16"));
    assertThat(more.replacesAllowedIps()).isFalse();
    assertThat(more.changesPresharedKey()).isFalse();

    PeerUpdate fewer = difference(config(1, "10.1.0.0/16"));
    assertThat(fewer.allowedIps()).contains(prefixes("10.1.0.0/16"));
    assertThat(fewer.replacesAllowedIps()).isTrue();

    PeerUpdate keyed = difference(before.toBuilder().presharedKey(PRESHARED).build());
    assertThat(keyed.presharedKey()).contains(PRESHARED);
    assertThat(keyed.allowedIps()).isEmpty();
    assertThat(keyed.endpoint()).isEmpty();

    PeerUpdate kept = difference(before.toBuilder().persistentKeepaliveSeconds(25).build());
    assertThat(kept.persistentKeepaliveSeconds()).hasValue(25);

    PeerUpdate moved = difference(before.toBuilder().endpoint(ENDPOINT).build());
    assertThat(moved.endpoint()).contains(ENDPOINT);
    assertThat(moved.changesPresharedKey()).isFalse();
  }

  /** The endpoint that the control plane named first may not be where the client is. */
  @Test
  void anEndpointThatWasNeverConfirmedIsLeftAlone() {
    hotSet.installed(config(1));
    assertThat(difference(config(1).toBuilder().endpoint(ENDPOINT).build()).isEmpty()).isTrue();
  }

  @Test
  void aChangedPeerIsWhatItsConfigSays() {
    confirmedAndFresh(config(1, "10.1.0.0/16"));
    PeerConfig changed =
        config(1, "10.2.0.0/16").toBuilder()
            .endpoint(ENDPOINT)
            .presharedKey(PRESHARED)
            .expiresAt(time.wallTime())
            .build();
    configs.changed(changed, changed.allowedIps());

    assertThat(difference(changed).isEmpty()).isTrue();
    assertThat(configs.expired()).containsExactly(key(1));
    assertThat(configs.conflicts(config(2, "10.1.0.0/16"))).as("given up").isEmpty();
    assertThat(configs.conflicts(config(2, "10.3.0.0/16", "10.2.0.0/16", "10.2.0.0/16")))
        .containsExactly(
            new Conflict(prefixes("10.2.0.0/16").get(0), prefixes("10.2.0.0/16").get(0), key(1)));
    assertThat(configs.conflicts(changed)).as("its own").isEmpty();
  }

  /** Another program removes a peer while this gateway changes it. The change adds nobody. */
  @Test
  void aChangeDuringAListingDoesNotExcuseAnAbsence() {
    hotSet.installed(config(1));
    Listing first = hotSet.beginListing();
    configs.changed(config(1, "10.2.0.0/16"), prefixes("10.2.0.0/16"));
    assertThat(first.finish(ListingResult.of(0, true))).as("the first absence").isEmpty();
    Listing second = hotSet.beginListing();
    configs.changed(config(1, "10.3.0.0/16"), prefixes("10.3.0.0/16"));
    assertThat(second.finish(ListingResult.of(0, true))).containsExactly(key(1));
  }

  @Test
  void anInstallDuringAListingExcusesAnAbsenceEvenIfAChangeFollowsOrPrecedes() {
    hotSet.installed(config(1));
    configs.changed(config(1, "10.2.0.0/16"), prefixes("10.2.0.0/16"));
    for (int listings = 0; listings < 3; listings++) {
      Listing listing = hotSet.beginListing();
      configs.changed(config(1, "10.3.0.0/16"), prefixes("10.3.0.0/16"));
      hotSet.installed(config(1));
      configs.changed(config(1, "10.2.0.0/16"), prefixes("10.2.0.0/16"));
      assertThat(listing.finish(ListingResult.of(0, true))).isEmpty();
    }
  }

  @Test
  void aChangeOfWhoIsGoneGivesItsReservationBack() {
    assertThat(hotSet.reserve(key(1), prefixes("10.2.0.0/16"))).isNull();
    assertThat(hotSet.reserve(key(2), prefixes("10.2.0.0/16"))).isNotNull();

    configs.changed(config(1, "10.2.0.0/16"), prefixes("10.2.0.0/16"));

    assertThat(hotSet.reserve(key(2), prefixes("10.2.0.0/16"))).isNull();
  }

  @Test
  void afterAFailureAllIsSetAgain() {
    PeerConfig before = config(1).toBuilder().endpoint(ENDPOINT).build();
    confirmedAndFresh(before);

    configs.failed(before, true);

    assertThat(due()).extracting(ResidentConfigs.Due::key).containsExactly(key(1));
    PeerUpdate again = difference(before);
    assertThat(again.allowedIps()).contains(List.of(ip(1)));
    assertThat(again.replacesAllowedIps()).isTrue();
    assertThat(again.changesPresharedKey()).isTrue();
    assertThat(again.persistentKeepaliveSeconds()).hasValue(0);
    assertThat(again.endpoint()).contains(ENDPOINT);
    configs.changed(before, before.allowedIps());
    assertThat(difference(before).isEmpty()).isTrue();
  }

  @Test
  void aFailureThatLeftTheEndpointAloneDoesNotSetIt() {
    PeerConfig before = config(1).toBuilder().endpoint(ENDPOINT).build();
    confirmedAndFresh(before);
    configs.failed(before, false);
    assertThat(difference(before).endpoint()).isEmpty();
    assertThat(difference(before).changesPresharedKey()).isTrue();
  }

  @Test
  void aFailedInstallGivesItsReservationBack() {
    assertThat(hotSet.reserve(key(1), List.of(ip(1)))).isNull();
    begun.begin(config(1));
    assertThat(begun.wouldBeOurs(key(1))).as("the store may have acted").isTrue();

    configs.failed(config(1), true);

    assertThat(hotSet.reserve(key(2), List.of(ip(1)))).isNull();
    assertThat(configs.untilNext()).isEqualTo(ResidentConfigs.NEVER);
  }

  @Test
  void aPeerWhoseInstallFailedIsOursIfAListingGivesIt() {
    begun.begin(config(1).toBuilder().expiresAt(time.wallTime()).build());
    configs.failed(config(1), true);

    list(status(1, 0, 0, 0), status(2, 0, 0, 0));

    assertThat(configs.isOurs(key(1))).isTrue();
    assertThat(configs.isOurs(key(2))).isFalse();
    assertThat(configs.expired()).containsExactly(key(1));
    assertThat(due()).extracting(ResidentConfigs.Due::key).containsExactly(key(1));
  }

  @Test
  void whoIsThereAlreadyStaysWhoseItIs() {
    list(status(1, 1, 1, 1));
    begun.begin(config(1));
    list(status(1, 1, 1, 1));
    assertThat(configs.isOurs(key(1))).isFalse();
  }

  @Test
  void whatIsRecalledIsCompared() {
    PeerConfig now = config(1).toBuilder().endpoint(ENDPOINT).presharedKey(PRESHARED).build();
    for (boolean session : new boolean[] {true, false}) {
      for (boolean endpoint : new boolean[] {true, false}) {
        hotSet.reset();
        list(status(1, 1, 1, 1));
        configs.recognized(key(1), null);
        configs.recalled(now, session, endpoint);

        assertThat(configs.isUnknown(key(1))).isEqualTo(!session);
        assertThat(difference(now).changesPresharedKey()).isEqualTo(!session);
        assertThat(difference(now).endpoint().isPresent()).isEqualTo(!endpoint);
      }
    }
  }

  @Test
  void whatIsKnownIsNotRecalled() {
    PeerConfig now = config(1).toBuilder().endpoint(ENDPOINT).build();
    confirmedAndFresh(now);
    configs.recalled(now, false, false);
    assertThat(difference(now).isEmpty()).isTrue();
    configs.recalled(config(2), true, true);
    assertThat(configs.isUnknown(key(2))).isFalse();
  }
}
