package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.PeerLocation;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The contract tests of {@link io.jitpeers.spi.FleetDirectory}. The test of an implementation
 * extends this class. The tests do not check that locations expire.
 */
public abstract class FleetDirectoryContract extends FleetDirectoryWatchContract {
  /** Creates a contract. */
  protected FleetDirectoryContract() {}

  @Test
  void anAddressIsFoundByTheLongestPrefix() throws Exception {
    PublicKey all = newKey();
    PublicKey wide = newKey();
    PublicKey narrow = newKey();
    PublicKey one = newKey();
    claim(location(narrow, "g", at(1), null, "10.1.2.0/24", "2001:db8:1::/48"));
    claim(location(all, "g", at(1), null, "0.0.0.0/0", "::/0"));
    claim(location(one, "g", at(1), null, "10.1.2.3/32", "2001:db8:1::1/128"));
    claim(location(wide, "g", at(1), null, "10.0.0.0/7", "2001:db8::/33"));
    assertThat(peerAt("10.1.2.3")).contains(one);
    assertThat(peerAt("10.1.2.4")).contains(narrow);
    assertThat(peerAt("11.255.255.255")).contains(wide);
    assertThat(peerAt("12.0.0.0")).contains(all);
    assertThat(peerAt("2001:db8:1::1")).contains(one);
    assertThat(peerAt("2001:db8:1::2")).contains(narrow);
    assertThat(peerAt("2001:db8:2::")).contains(wide);
    assertThat(peerAt("2001:db8:8000::")).contains(all);
  }

  @Test
  void familiesAreIndependent() throws Exception {
    claim(location("g", at(1), null, "0.0.0.0/0"));
    assertThat(peerAt("0.0.0.0")).contains(key());
    assertThat(peerAt("::")).isEmpty();
    claim(location("g", at(1), null, "::/0"));
    assertThat(peerAt("::")).contains(key());
    assertThat(peerAt("0.0.0.0")).isEmpty();
  }

  @Test
  void anAddressLeadsToTheLocation() throws Exception {
    PeerLocation location =
        location("g", at(1), endpoint("192.0.2.1", 7), "10.0.0.0/8", "10.1.0.0/16", "fd00::/8");
    claim(location);
    assertThat(answer(directory().locate(endpoint("10.1.2.3", 0).getAddress()))).contains(location);
    assertThat(answer(directory().locateEndpoint(endpoint("192.0.2.1", 7)))).contains(location);
  }

  @Test
  void aPrefixThatWasTakenAwayIsNotFoundAndAShorterOneIs() throws Exception {
    PublicKey wide = newKey();
    claim(location(wide, "g", at(1), null, "10.0.0.0/8"));
    claim(location("g", at(1), null, "10.1.2.3/32", "10.1.2.0/24"));
    claim(location("g", at(2), null, "10.1.2.0/24"));
    assertThat(peerAt("10.1.2.3")).contains(key());
    claim(location("h", at(3), null, "10.9.0.0/16"));
    assertThat(peerAt("10.1.2.3")).contains(wide);
    assertThat(peerAt("10.9.0.0")).contains(key());
    assertThat(answer(directory().release(key(), "h"))).isTrue();
    assertThat(peerAt("10.9.0.0")).contains(wide);
    assertThat(answer(directory().release(wide, "g"))).isTrue();
    assertThat(peerAt("10.9.0.0")).isEmpty();
  }

  @Test
  void aPrefixMayGoToAnotherPeer() throws Exception {
    PublicKey other = newKey();
    claim(location("g", at(1), null, "10.1.2.3/32"));
    assertThat(answer(directory().release(key(), "g"))).isTrue();
    claim(location(other, "h", at(1), null, "10.1.2.3/32"));
    assertThat(peerAt("10.1.2.3")).contains(other);
  }

  @Test
  void anEndpointIsAddressAndPort() throws Exception {
    PublicKey other = newKey();
    PublicKey ipv6 = newKey();
    claim(location("g", at(1), endpoint("192.0.2.1", 40_000)));
    claim(location(other, "g", at(1), endpoint("192.0.2.1", 40_001)));
    claim(location(ipv6, "h", at(1), endpoint("2001:db8::1", 40_000)));
    assertThat(peerFrom("192.0.2.1", 40_000)).contains(key());
    assertThat(peerFrom("192.0.2.1", 40_001)).contains(other);
    assertThat(peerFrom("2001:db8::1", 40_000)).contains(ipv6);
    assertThat(peerFrom("192.0.2.2", 40_000)).isEmpty();
    assertThat(peerFrom("192.0.2.1", 1)).isEmpty();
  }

  @Test
  void anEndpointThatTheClientHasLeftIsNotFound() throws Exception {
    claim(location("g", at(1), endpoint("192.0.2.1", 1)));
    claim(location("g", at(1), endpoint("192.0.2.1", 2)));
    assertThat(peerFrom("192.0.2.1", 1)).isEmpty();
    assertThat(peerFrom("192.0.2.1", 2)).contains(key());
    claim(location("g", at(1), null));
    assertThat(peerFrom("192.0.2.1", 2)).isEmpty();
    claim(location("h", at(2), endpoint("192.0.2.1", 1)));
    assertThat(peerFrom("192.0.2.1", 1)).contains(key());
    assertThat(answer(directory().release(key(), "h"))).isTrue();
    assertThat(peerFrom("192.0.2.1", 1)).isEmpty();
  }

  @Test
  void anEndpointMayGoToAnotherPeer() throws Exception {
    PublicKey other = newKey();
    claim(location("g", at(1), endpoint("192.0.2.1", 1)));
    claim(location("g", at(1), endpoint("192.0.2.1", 2)));
    claim(location(other, "h", at(1), endpoint("192.0.2.1", 1)));
    assertThat(peerFrom("192.0.2.1", 1)).contains(other);
    assertThat(peerFrom("192.0.2.1", 2)).contains(key());
  }

  @Test
  void aVisitorSeesAllLocations() throws Exception {
    assertThat(visited()).isEmpty();
    List<PeerLocation> all = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      PeerLocation location =
          location(newKey(), "gateway-" + i % 7, at(i), endpoint("192.0.2.1", i), "10.0.0.0/8");
      claim(location);
      all.add(location);
    }
    PeerLocation released = location("one", at(1), null);
    claim(released);
    assertThat(answer(directory().release(key(), "one"))).isTrue();
    assertThat(visited()).containsExactlyInAnyOrderElementsOf(all);
  }

  private Set<PeerLocation> visited() throws Exception {
    Set<PeerLocation> visited = new HashSet<>();
    answer(directory().visit(visited::add));
    return visited;
  }
}
