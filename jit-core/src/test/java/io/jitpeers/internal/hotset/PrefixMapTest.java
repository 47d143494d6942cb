package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixMapTest {
  private final Random random = new Random(4_711);
  private final PrefixMap map = new PrefixMap();
  private final TreeMap<IpPrefix, PublicKey> model = new TreeMap<>();

  /** Grows to many blocks, shrinks to none, and grows again. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void agreesWithATree(boolean ipv6) {
    for (int phase = 0; phase < 4; phase++) {
      int removals = phase % 2 == 0 ? 2 : 9;
      for (int step = 0; step < 12_000; step++) {
        change(randomPrefix(ipv6), random.nextInt(10) < removals);
        IpPrefix probe = randomPrefix(ipv6);
        assertThat(map.get(probe)).isEqualTo(model.get(probe));
        assertThat(map.higher(probe)).isEqualTo(model.higherKey(probe));
      }
      if (removals > 5) {
        new TreeMap<>(model).keySet().forEach(prefix -> change(prefix, true));
      }
      assertSame();
    }
  }

  private void change(IpPrefix prefix, boolean removed) {
    if (removed) {
      map.remove(prefix);
      model.remove(prefix);
    } else {
      PublicKey holder = key(random.nextInt(1_000));
      assertThat(map.put(prefix, holder)).isEqualTo(model.put(prefix, holder));
    }
    assertThat(map.size()).isEqualTo(model.size());
  }

  private void assertSame() {
    model.forEach((prefix, holder) -> assertThat(map.get(prefix)).isEqualTo(holder));
    for (IpPrefix prefix : model.keySet()) {
      assertThat(map.higher(prefix)).isEqualTo(model.higherKey(prefix));
    }
  }

  /** Returns one of about 8,000 prefixes, with the upper half of the addresses among them. */
  private IpPrefix randomPrefix(boolean ipv6) {
    long bits = (long) random.nextInt(1 << 12) << 20;
    return ipv6
        ? IpPrefix.ofBits(true, bits << 32, bits << 32, 127 + random.nextInt(2))
        : IpPrefix.ofBits(false, bits << 32, 0, 31 + random.nextInt(2));
  }

  @Test
  void comparesAllBitsAsUnsigned() {
    for (String text :
        new String[] {
          "0.0.0.0/0", "0.0.0.0/32", "127.255.255.255/32", "128.0.0.0/1", "128.0.0.0/32",
          "255.255.255.255/32", "::/0", "::/128", "::1/128", "::8000:0:0:0/128",
          "7fff::/128", "8000::/1", "8000::/128", "ffff::ffff/128"
        }) {
      IpPrefix prefix = IpPrefix.parse(text);
      map.put(prefix, key(1));
      model.put(prefix, key(1));
    }
    assertThat(map.size()).isEqualTo(14);
    for (IpPrefix prefix : model.keySet()) {
      IpPrefix higher = model.higherKey(prefix);
      boolean sameFamily = higher != null && higher.isIpv6() == prefix.isIpv6();
      assertThat(map.get(prefix)).isEqualTo(key(1));
      assertThat(map.higher(prefix)).isEqualTo(sameFamily ? higher : null);
    }
  }

  @Test
  void isEmptyAfterAClear() {
    for (int i = 0; i < 1_000; i++) {
      map.put(Peers.ip(i), key(i));
    }
    map.clear();
    assertThat(map.size()).isZero();
    assertThat(map.get(Peers.ip(1))).isNull();
    assertThat(map.higher(IpPrefix.parse("0.0.0.0/0"))).isNull();
  }
}
