package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.options.NestedAllowedIps;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings between two sweeps that only look for completed handshakes. */
class GlancesTest {
  private static final Duration SWEEP = Duration.ofMinutes(1);

  private final ManualTime time = new ManualTime();
  private final List<String> told = new ArrayList<>();
  private final HotSet hotSet =
      new HotSet(
          time,
          (key, held, status) -> told.add(key + " " + status.handshakeStamp()),
          NestedAllowedIps.REFUSE);
  private long rx;
  private long handshake;

  @BeforeEach
  void install() {
    hotSet.installed(config(1));
    time.advance(SWEEP);
    handshake = 7;
    rx = 148;
    list(hotSet.beginListing(), true);
    told.clear();
  }

  private List<JitEvent> list(Listing listing, boolean complete) {
    listing.accept(status(1, handshake, rx, 92));
    listing.finish(ListingResult.of(1, complete));
    return listing.events();
  }

  private List<JitEvent> glance() {
    return list(hotSet.beginGlance(), false);
  }

  private ResidentPeer peer() {
    return hotSet.find(key(1)).orElseThrow();
  }

  /** Three keepalives a minute are no use, however many glances there are between two sweeps. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 14, 15, 16, 17, 40})
  void keepalivesAreNoUse(int glances) {
    Duration idle = peer().idle();
    for (int sweep = 0; sweep < 5; sweep++) {
      for (int i = 0; i < glances; i++) {
        time.advance(SWEEP.dividedBy(glances + 1));
        rx += i < 3 ? 32 : 0;
        glance();
      }
      time.advance(SWEEP.minus(SWEEP.dividedBy(glances + 1).multipliedBy(glances)));
      rx += 32L * Math.max(0, 3 - glances);
      list(hotSet.beginListing(), true);
    }
    assertThat(peer().idle()).isEqualTo(idle.plus(SWEEP.multipliedBy(5)));
    assertThat(peer().rxBytes()).isEqualTo(rx);
  }

  /** The initiation is counted before the handshake is completed. */
  @Test
  void aHandshakeInProgressIsNoUse() {
    Duration idle = peer().idle();
    time.advance(Duration.ofSeconds(30));
    rx += 148;
    glance();
    rx += 32;
    handshake = 127;
    assertThat(told).isEmpty();
    glance();
    assertThat(told).hasSize(1);
    assertThat(peer().sinceHandshake()).isZero();
    time.advance(Duration.ofSeconds(30));
    list(hotSet.beginListing(), true);
    assertThat(peer().idle()).isEqualTo(idle.plus(SWEEP));
  }

  @Test
  void trafficIsUseWhenItIsMeasured() {
    time.advance(Duration.ofSeconds(30));
    rx += 100_000;
    glance();
    assertThat(peer().rxBytes()).as("measured by full listings").isLessThan(rx);
    time.advance(Duration.ofSeconds(30));
    list(hotSet.beginListing(), true);
    assertThat(peer().idle()).isZero();
    assertThat(hotSet.traffic().rxBytes()).isEqualTo(rx);
  }

  @Test
  void aFirstHandshakeIsReported() {
    hotSet.installed(config(2));
    time.advance(Duration.ofMillis(200));
    Listing glance = hotSet.beginGlance();
    glance.accept(status(1, handshake, rx, 92));
    glance.accept(status(2, 8, 180, 92));
    glance.finish(ListingResult.of(2, false));
    assertThat(glance.events())
        .extracting(Object::getClass)
        .containsExactly(JitEvent.PeerEstablished.class, JitEvent.PeerConnected.class);
    assertThat(told).hasSize(1);
  }
}
