package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.NestedAllowedIps;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AllowedIpIndexTest {
  private static final List<PublicKey> FOREIGN = List.of(key(3), key(6), key(9));

  private AllowedIpIndex index = new AllowedIpIndex(NestedAllowedIps.REFUSE);

  private Conflict conflict(int asker, String wanted) {
    return index.firstConflict(key(asker), List.of(IpPrefix.parse(wanted)));
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.0.0/16, 10.1.0.0/16, true",
    "10.1.0.0/16, 10.1.2.3/32, true",
    "10.1.0.0/16, 10.0.0.0/8, true",
    "10.1.0.0/16, 0.0.0.0/0, true",
    "10.1.0.0/16, 10.2.0.0/16, false",
    "10.1.0.0/16, 10.0.255.255/32, false",
    "10.1.0.0/16, ::/0, false",
    "0.0.0.0/0, 192.0.2.1/32, true",
    "2001:db8::/32, 2001:db8:1::/48, true",
    "2001:db8:1::/48, 2001:db8::/32, true",
    "2001:db8:1::/48, 2001:db8:2::/48, false",
    "2001:db8::1/128, 2001:db8::/64, true",
    "2001:db8::/64, 10.0.0.0/8, false",
  })
  void findsOverlapsInBothDirections(String held, String wanted, boolean overlaps) {
    index.claim(IpPrefix.parse(held), key(1));
    if (overlaps) {
      assertThat(conflict(2, wanted))
          .isEqualTo(new Conflict(IpPrefix.parse(wanted), IpPrefix.parse(held), key(1)));
    } else {
      assertThat(conflict(2, wanted)).isNull();
    }
    assertThat(conflict(1, wanted)).as("one's own").isNull();
  }

  @Test
  void looksPastOnesOwnPrefixes() {
    index.claim(IpPrefix.parse("10.0.0.0/8"), key(1));
    index.claim(IpPrefix.parse("10.1.0.0/16"), key(1));
    index.claim(IpPrefix.parse("10.1.1.0/24"), key(2));
    assertThat(conflict(1, "10.0.0.0/8").holder()).isEqualTo(key(2));
    assertThat(conflict(2, "10.1.1.1/32").held()).isEqualTo(IpPrefix.parse("10.0.0.0/8"));
  }

  /**
   * A prefix that an own or a foreign peer holds, a wanted one, and whether each rule permits it.
   */
  @ParameterizedTest
  @CsvSource({
    // held,         foreign, wanted,         REFUSE, PERMIT_INSIDE_FOREIGN, PERMIT
    "10.0.0.0/16,    false,   10.0.5.2/32,    false, false, true",
    "10.0.5.2/32,    false,   10.0.0.0/16,    false, false, true",
    "10.0.5.2/32,    false,   10.0.5.2/32,    false, false, false",
    "10.0.0.0/8,     true,    10.0.5.2/32,    false, true,  true",
    "0.0.0.0/0,      true,    10.0.5.2/32,    false, true,  true",
    "10.0.5.2/32,    true,    10.0.0.0/16,    false, false, false",
    "10.0.5.2/32,    true,    10.0.5.2/32,    false, false, false",
    "0.0.0.0/0,      true,    0.0.0.0/0,      false, false, false",
    "2001:db8::/32,  false,   2001:db8:1::/48, false, false, true",
    "2001:db8:1::/48, true,   2001:db8::/32,  false, false, false",
    "::/0,           true,    2001:db8::1/128, false, true, true",
    "10.0.5.2/32,    false,   10.0.5.3/32,    true,  true,  true",
  })
  void theRuleSaysWhatMayNest(
      String held, boolean foreign, String wanted, boolean refuse, boolean inside, boolean permit) {
    Map<NestedAllowedIps, Boolean> permitted =
        Map.of(
            NestedAllowedIps.REFUSE, refuse,
            NestedAllowedIps.PERMIT_INSIDE_FOREIGN, inside,
            NestedAllowedIps.PERMIT, permit);
    for (NestedAllowedIps rule : NestedAllowedIps.values()) {
      index = new AllowedIpIndex(rule);
      index.claim(IpPrefix.parse(held), key(1));
      index.foreign(key(1), new IpPrefix[] {IpPrefix.parse(held)}, foreign);
      Conflict expected =
          new Conflict(IpPrefix.parse(wanted), IpPrefix.parse(held), key(1), foreign);
      assertThat(conflict(2, wanted))
          .as("%s", rule)
          .isEqualTo(permitted.get(rule) ? null : expected);
    }
  }

  @Test
  void whoIsNotForeignAnyMoreIsTreatedAsOurs() {
    index = new AllowedIpIndex(NestedAllowedIps.PERMIT);
    IpPrefix[] held = {IpPrefix.parse("10.0.5.2/32")};
    index.claim(held[0], key(1));
    index.foreign(key(1), held, true);
    index.foreign(key(9), held, true);
    assertThat(conflict(2, "10.0.0.0/16")).isNotNull();
    index.foreign(key(1), held, false);
    assertThat(conflict(2, "10.0.0.0/16")).isNull();
    index.foreign(key(1), held, true);
    index.claim(held[0], key(3));
    assertThat(conflict(2, "10.0.0.0/16")).as("moved to one of ours").isNull();
    index.foreign(key(3), held, true);
    index.release(held[0], key(3));
    index.claim(held[0], key(1));
    assertThat(conflict(2, "10.0.0.0/16")).as("released, then ours").isNull();
  }

  @Test
  void aConflictNamesTheSettingThatPermitsIt() {
    String overlaps =
        "the allowed IP 10.0.5.2/32 overlaps 10.0.0.0/8 of the resident peer " + key(1);
    IpPrefix narrow = IpPrefix.parse("10.0.5.2/32");
    IpPrefix wide = IpPrefix.parse("10.0.0.0/8");
    assertThat(new Conflict(narrow, wide, key(1)).reason())
        .isEqualTo(overlaps + "; peer-config.nested-allowed-ips=permit lets the longest match win");
    assertThat(new Conflict(narrow, wide, key(1), true).reason())
        .isEqualTo(
            overlaps
                + ", which another program installed;"
                + " peer-config.nested-allowed-ips=permit-inside-foreign lets the longest match win");
    assertThat(new Conflict(wide, narrow, key(1), true).reason())
        .endsWith(
            "another program installed; no setting permits a prefix that contains a foreign one");
    assertThat(new Conflict(wide, wide, key(1)).reason())
        .isEqualTo(
            "the allowed IP 10.0.0.0/8 is also an allowed IP of the resident peer "
                + key(1)
                + "; only one peer can have it");
  }

  @Test
  void onlyTheHolderCanRelease() {
    index.claim(IpPrefix.parse("10.1.0.0/16"), key(1));
    index.claim(IpPrefix.parse("10.1.0.0/16"), key(2));
    index.release(IpPrefix.parse("10.1.0.0/16"), key(1));
    assertThat(conflict(3, "10.1.0.0/16").holder()).isEqualTo(key(2));
    index.release(IpPrefix.parse("10.1.0.0/16"), key(2));
    assertThat(conflict(3, "10.1.0.0/16")).isNull();
    assertThat(index.size()).isZero();
  }

  /** Compares the index with a map that is searched completely. */
  @ParameterizedTest
  @EnumSource(NestedAllowedIps.class)
  void agreesWithBruteForce(NestedAllowedIps rule) throws UnknownHostException {
    index = new AllowedIpIndex(rule);
    Random random = new Random(20260101);
    Map<IpPrefix, PublicKey> model = new HashMap<>();
    int conflicts = 0;
    for (int step = 0; step < 20_000; step++) {
      if (step % 60 == 0) {
        index.clear();
        model.clear();
      }
      IpPrefix prefix = randomPrefix(random);
      PublicKey key = key(random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> {
          index.claim(prefix, key);
          index.foreign(key, new IpPrefix[] {prefix}, FOREIGN.contains(key));
          model.put(prefix, key);
        }
        case 1 -> {
          if (index.holder(prefix.isIpv6(), prefix.highBits(), prefix.lowBits(), prefix.length())
              == null) {
            index.claim(prefix, key);
          }
          index.foreign(key, new IpPrefix[] {prefix}, FOREIGN.contains(key));
          model.putIfAbsent(prefix, key);
        }
        default -> {
          index.release(prefix, key);
          model.remove(prefix, key);
        }
      }
      IpPrefix wanted = randomPrefix(random);
      PublicKey asker = key(random.nextInt(12));
      Conflict found = index.firstConflict(asker, List.of(wanted));
      List<IpPrefix> expected =
          model.entrySet().stream()
              .filter(held -> !held.getValue().equals(asker))
              .map(Map.Entry::getKey)
              .filter(held -> isConflict(rule, held, FOREIGN.contains(model.get(held)), wanted))
              .toList();
      if (expected.isEmpty()) {
        assertThat(found).as("step %d", step).isNull();
      } else {
        conflicts++;
        assertThat(found).as("step %d", step).isNotNull();
        assertThat(expected).contains(found.held());
        assertThat(model.get(found.held())).isEqualTo(found.holder());
      }
      assertThat(index.size()).isEqualTo(model.size());
    }
    assertThat(conflicts).isBetween(1_000, 16_000);
  }

  private static boolean isConflict(
      NestedAllowedIps rule, IpPrefix held, boolean foreign, IpPrefix wanted) {
    if (held.equals(wanted) || !held.overlaps(wanted)) {
      return held.equals(wanted);
    }
    return switch (rule) {
      case REFUSE -> true;
      case PERMIT_INSIDE_FOREIGN -> !foreign || wanted.contains(held);
      case PERMIT -> foreign && wanted.contains(held);
    };
  }

  /** Returns a prefix from a small space, so that overlaps are common. */
  private static IpPrefix randomPrefix(Random random) throws UnknownHostException {
    if (random.nextBoolean()) {
      byte[] address = {10, 0, (byte) random.nextInt(8), (byte) (random.nextInt(8) << 5)};
      return IpPrefix.masked(InetAddress.getByAddress(address), 20 + random.nextInt(13));
    }
    byte[] address = new byte[16];
    address[0] = 0x20;
    address[7] = (byte) random.nextInt(16);
    address[8] = (byte) random.nextInt(256);
    return IpPrefix.masked(InetAddress.getByAddress(address), 58 + random.nextInt(15));
  }

  @Test
  void tellsWhenAnAddressMayHaveLostItsHolder() {
    IpPrefix prefix = IpPrefix.parse("10.1.0.0/16");
    index.claim(prefix, key(1));
    int before = index.departures();
    index.release(prefix, key(2));
    assertThat(index.departures()).as("not its holder").isEqualTo(before);
    index.release(prefix, key(1));
    assertThat(index.departures()).isNotEqualTo(before);
    before = index.departures();
    index.departing();
    assertThat(index.departures()).isNotEqualTo(before);
    before = index.departures();
    index.clear();
    assertThat(index.departures()).isNotEqualTo(before);
  }

  @Test
  void nothingIsForeignAfterAClear() {
    index = new AllowedIpIndex(NestedAllowedIps.PERMIT);
    IpPrefix prefix = IpPrefix.parse("10.1.0.0/16");
    index.claim(prefix, key(3));
    index.foreign(key(3), new IpPrefix[] {prefix}, true);
    assertThat(conflict(2, "10.0.0.0/8")).isNotNull();
    index.clear();
    assertThat(index.longestMatch(IpPrefix.parse("10.1.2.3/32"))).isNull();
    index.claim(prefix, key(1));
    assertThat(conflict(2, "10.0.0.0/8")).isNull();
  }

  @Test
  void theLongestMatchMayBeTheDefaultRoute() {
    index.claim(IpPrefix.parse("0.0.0.0/0"), key(1));
    index.claim(IpPrefix.parse("10.0.0.0/8"), key(2));
    assertThat(index.longestMatch(IpPrefix.parse("192.0.2.1")))
        .isEqualTo(new AllowedIpIndex.Holding(0, key(1)));
    assertThat(index.longestMatch(IpPrefix.parse("10.0.0.1")))
        .isEqualTo(new AllowedIpIndex.Holding(8, key(2)));
    assertThat(index.longestMatch(IpPrefix.parse("2001:db8::1"))).isNull();
  }
}
