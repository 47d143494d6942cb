package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.FleetDirectory.Claim;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The contract tests of claiming and releasing locations. */
abstract class FleetDirectoryClaimContract extends FleetDirectoryFixture {
  @Test
  void theFirstClaimIsAccepted() throws Exception {
    assertThat(answer(directory().locate(key()))).isEmpty();
    PeerLocation first =
        location(
            "one", at(1), endpoint("192.0.2.1", 1), "10.0.0.0/24", "2001:db8::/33", "0.0.0.0/0");
    assertThat(answer(directory().claim(first))).isEqualTo(Claim.accepted(null));
    assertThat(answer(directory().locate(key()))).contains(first);
  }

  @Test
  void aLocationMayLackAlmostEverything() throws Exception {
    PeerLocation bare = location("!", null, null);
    claim(bare);
    assertThat(answer(directory().locate(key()))).contains(bare);
    PeerLocation ipv6 =
        location("~".repeat(PeerLocation.MAX_NAME_LENGTH), at(0), endpoint("2001:db8::7", 65_535));
    claim(ipv6);
    assertThat(answer(directory().locate(key()))).contains(ipv6);
  }

  @Test
  void keysAreIndependent() throws Exception {
    claim(location("one", at(9), null));
    PeerLocation other = location(newKey(), "two", at(1), null);
    assertThat(answer(directory().claim(other))).isEqualTo(Claim.accepted(null));
    assertThat(answer(directory().locate(key())).orElseThrow().gateway()).isEqualTo("one");
  }

  @Test
  void theSameGatewayReplacesItsOwnLocation() throws Exception {
    claim(location("one", at(1), endpoint("192.0.2.1", 1), "10.0.0.1/32"));
    PeerLocation next = location("one", at(2), endpoint("192.0.2.2", 2), "10.0.0.2/32");
    assertThat(answer(directory().claim(next))).isEqualTo(Claim.accepted(null));
    assertThat(answer(directory().locate(key()))).contains(next);
  }

  @Test
  void theSameGatewayKeepsTheNewerTimestamp() throws Exception {
    claim(location("one", at(5), endpoint("192.0.2.1", 1), "10.0.0.1/32"));
    claim(location("one", at(4), endpoint("192.0.2.2", 2), "10.0.0.2/32"));
    assertThat(answer(directory().locate(key())))
        .contains(location("one", at(5), endpoint("192.0.2.2", 2), "10.0.0.2/32"));
    claim(location("one", null, null));
    assertThat(answer(directory().locate(key()))).contains(location("one", at(5), null));
  }

  @Test
  void theSameGatewayMayLearnTheTimestampLater() throws Exception {
    claim(location("one", null, null));
    claim(location("one", null, endpoint("192.0.2.1", 1)));
    claim(location("one", at(1), null));
    assertThat(answer(directory().locate(key()))).contains(location("one", at(1), null));
  }

  @Test
  void aNewerTimestampMovesThePeer() throws Exception {
    PeerLocation before = location("one", at(1), endpoint("192.0.2.1", 1), "10.0.0.1/32");
    PeerLocation now = location("two", at(2), endpoint("192.0.2.2", 2), "10.0.0.2/32");
    claim(before);
    assertThat(answer(directory().claim(now))).isEqualTo(Claim.accepted(before));
    assertThat(answer(directory().locate(key()))).contains(now);
  }

  @Test
  void aDelayedClaimLoses() throws Exception {
    PeerLocation stays = location("two", at(2), endpoint("192.0.2.2", 2), "10.0.0.2/32");
    claim(stays);
    assertRefused(location("one", at(1), endpoint("192.0.2.1", 1), "10.0.0.1/32"), stays);
    assertRefused(location("one", at(2), null), stays);
    assertRefused(location("one", null, null), stays);
    assertThat(peerAt("10.0.0.1")).isEmpty();
    assertThat(peerFrom("192.0.2.1", 1)).isEmpty();
  }

  @Test
  void aRefusedClaimLearnsTheAgeOfTheHandshakeThere() throws Exception {
    PeerLocation stays = location("two", at(2), null);
    Duration age = Duration.ofHours(1);
    assertThat(answer(directory().claim(stays, age)).accepted()).isTrue();
    Claim refused = answer(directory().claim(location("one", at(1), null)));
    assertThat(refused.otherSinceHandshake()).isGreaterThanOrEqualTo(age.minusSeconds(1));

    claim(stays);
    refused = answer(directory().claim(location("one", at(1), null), age));
    assertThat(refused.otherSinceHandshake()).as("a later one").isLessThan(age);
  }

  @Test
  void aTimestampIsNewerThanNone() throws Exception {
    PeerLocation without = location("one", null, null);
    claim(without);
    assertRefused(location("two", null, null), without);
    PeerLocation oldest = location("two", Tai64n.of(0, 0), null);
    assertThat(answer(directory().claim(oldest))).isEqualTo(Claim.accepted(without));
    assertRefused(location("one", Tai64n.of(0, 0), null), oldest);
  }

  @Test
  void timestampsAreComparedByAllOfTheirBytes() throws Exception {
    // Two of the timestamps are about 2^62 and differ by 1. Floating-point numbers cannot represent
    // this difference.
    long seconds = at(0).seconds();
    PeerLocation before = location("start", null, null);
    claim(before);
    for (Tai64n timestamp :
        List.of(
            Tai64n.of(0, 0),
            Tai64n.of(0, 0x7f),
            Tai64n.of(0, 0x80),
            Tai64n.of(0, 0x100),
            Tai64n.of(0, 0xffffffff),
            Tai64n.of(0xff, 0),
            Tai64n.of(0x100, 0),
            Tai64n.of(seconds, 0x00ff00ff),
            Tai64n.of(seconds, 0x00ff0100),
            Tai64n.of(seconds + 1, 0),
            Tai64n.of(-1, -1))) {
      PeerLocation next = location("at-" + timestamp, timestamp, null);
      assertThat(answer(directory().claim(next))).isEqualTo(Claim.accepted(before));
      assertRefused(location("late", before.timestamp(), null), next);
      assertRefused(location("same", timestamp, null), next);
      before = next;
    }
  }

  @Test
  void ofManyGatewaysAtOnceTheNewestHasThePeer() throws Exception {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      order.add(i);
    }
    Collections.shuffle(order);
    List<FleetDirectory> views = List.of(view(), view(), view());
    List<CompletionStage<Claim>> claims = new ArrayList<>();
    for (int i : order) {
      claims.add(views.get(i % views.size()).claim(location("gateway-" + i, at(i), null)));
    }
    int accepted = 0;
    int first = 0;
    for (CompletionStage<Claim> claim : claims) {
      Claim done = answer(claim);
      accepted += done.accepted() ? 1 : 0;
      first += done.other() == null ? 1 : 0;
    }
    assertThat(first).as("claims that found no location").isOne();
    assertThat(accepted).isPositive();
    assertThat(answer(claims.get(order.indexOf(199))).accepted()).isTrue();
    assertThat(answer(directory().locate(key()))).contains(location("gateway-199", at(199), null));
  }

  @Test
  void theHolderReleasesThePeer() throws Exception {
    claim(location("one", at(5), null));
    assertThat(answer(directory().release(key(), "one"))).isTrue();
    assertThat(answer(directory().locate(key()))).isEmpty();
    assertThat(answer(directory().release(key(), "one"))).as("again").isFalse();
    claim(location("two", at(1), null));
  }

  @Test
  void anotherGatewayReleasesNothing() throws Exception {
    PeerLocation stays = location("one", at(5), null);
    claim(stays);
    assertThat(answer(directory().release(key(), "on"))).isFalse();
    assertThat(answer(directory().release(key(), "one1"))).isFalse();
    assertThat(answer(directory().release(newKey(), "one"))).isFalse();
    assertThat(answer(directory().locate(key()))).contains(stays);
  }
}
