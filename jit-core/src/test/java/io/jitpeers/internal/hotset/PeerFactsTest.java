package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.prefixes;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.IpPrefix;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerFactsTest {
  private final HotSet hotSet = new HotSet(new ManualTime());
  private final PeerFacts facts = new PeerFacts(hotSet);

  private void list(int number, String... allowedIps) {
    hotSet.beginListing().accept(status(key(number), 0, 0, 0, prefixes(allowedIps)));
  }

  @Test
  void tellsTheAllowedIpsOnTheDevice() {
    hotSet.installed(config(1, "10.0.0.1", "fd00::1", "10.0.0.1"));
    assertThat(facts.allowedIps(key(1))).isEqualTo(prefixes("10.0.0.1", "fd00::1"));
    assertThat(facts.allowedIps(key(2))).isEmpty();
  }

  @Test
  void whatAnotherProgramSetsIsWhatItsPeerHas() {
    list(1, "10.0.0.1", "10.0.0.2", "10.0.0.1");
    assertThat(facts.allowedIps(key(1))).isEqualTo(prefixes("10.0.0.1", "10.0.0.2"));
    list(1, "10.0.0.2", "10.0.0.3");
    assertThat(facts.allowedIps(key(1))).isEqualTo(prefixes("10.0.0.2", "10.0.0.3"));
    hotSet.removed(key(1));
    assertThat(hotSet.reserve(key(2), prefixes("10.0.0.1", "10.0.0.2", "10.0.0.3"))).isNull();
  }

  @Test
  void tellsTheFirstConflictAndReservesNothing() {
    hotSet.installed(config(1, "10.1.0.0/16"));
    hotSet.installed(config(2, "10.2.0.0/16"));
    List<IpPrefix> wanted = prefixes("192.0.2.1", "10.2.2.2", "10.1.1.1");

    assertThat(facts.conflict(key(3), wanted))
        .contains(new Conflict(wanted.get(1), IpPrefix.parse("10.2.0.0/16"), key(2)));
    assertThat(facts.conflict(key(3), prefixes("192.0.2.1"))).isEmpty();
    assertThat(facts.conflict(key(3), List.of())).isEmpty();
    assertThat(facts.conflict(key(2), prefixes("10.2.2.2"))).as("its own").isEmpty();
    assertThat(hotSet.reserve(key(4), prefixes("192.0.2.1"))).isNull();
  }
}
