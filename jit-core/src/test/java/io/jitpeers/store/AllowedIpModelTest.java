package io.jitpeers.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the store's ownership of allowed IPs with a very simple model. */
class AllowedIpModelTest {
  private static final int STEPS = 3_000;
  private static final int PEERS = 12;

  private final InMemoryPeerStore store = InMemoryPeerStore.builder().build();
  private final Map<PublicKey, List<IpPrefix>> model = new LinkedHashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void agreesWithTheModel(long seed) throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(4) == 0) {
        remove(key(random.nextInt(PEERS)));
      } else {
        install(key(random.nextInt(PEERS)), randomPrefixes(random));
      }
      InetAddress address = randomPrefix(random).address();
      assertThat(store.peerFor(address))
          .as("holder of %s after step %d of seed %d", address.getHostAddress(), step, seed)
          .isEqualTo(holderInModel(address));
      if (step % 50 == 0) {
        assertSame();
      }
    }
    assertSame();
  }

  private void install(PublicKey key, List<IpPrefix> prefixes) throws Exception {
    store.install(List.of(PeerConfig.builder(key).allowedIps(prefixes).build()));
    List<IpPrefix> held = new ArrayList<>();
    for (IpPrefix prefix : prefixes) {
      held.remove(prefix);
      held.add(prefix);
    }
    model.forEach((other, theirs) -> theirs.removeAll(prefixes));
    model.put(key, held);
  }

  private void remove(PublicKey key) throws Exception {
    store.remove(List.of(key));
    model.remove(key);
  }

  private Optional<PublicKey> holderInModel(InetAddress address) {
    IpPrefix whole = IpPrefix.masked(address, address.getAddress().length * 8);
    return model.entrySet().stream()
        .flatMap(
            entry -> entry.getValue().stream().map(prefix -> Map.entry(prefix, entry.getKey())))
        .filter(held -> held.getKey().contains(whole))
        .max(Comparator.comparingInt(held -> held.getKey().length()))
        .map(Map.Entry::getValue);
  }

  private void assertSame() throws Exception {
    Map<PublicKey, List<IpPrefix>> listed = new LinkedHashMap<>();
    store.list((PeerStatus status) -> listed.put(status.publicKey(), status.allowedIps()));
    assertThat(listed).isEqualTo(model);
    assertThat(List.copyOf(listed.keySet())).isEqualTo(List.copyOf(model.keySet()));
  }

  private static List<IpPrefix> randomPrefixes(RandomGenerator random) {
    return random.ints(random.nextInt(5)).mapToObj(unused -> randomPrefix(random)).toList();
  }

  /** Returns a prefix from a small space, so that prefixes meet, nest and repeat. */
  private static IpPrefix randomPrefix(RandomGenerator random) {
    byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
    bytes[0] = 10;
    bytes[1] = (byte) random.nextInt(2);
    bytes[bytes.length - 1] = (byte) random.nextInt(4);
    int[] lengths =
        bytes.length == 4 ? new int[] {0, 8, 16, 31, 32} : new int[] {0, 16, 64, 127, 128};
    try {
      return IpPrefix.masked(
          InetAddress.getByAddress(bytes), lengths[random.nextInt(lengths.length)]);
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    bytes[31] = (byte) number;
    return PublicKey.ofBytes(bytes);
  }
}
