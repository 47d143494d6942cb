package io.jitpeers.kerneltests.gateway.others;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Another program, which manages its own peers with wg(8), and remembers the state in which it left
 * each. No control plane knows them. Not thread-safe.
 */
final class OtherProgram {
  private static final int FIRST_KEY = 900_000;
  private static final int MOST = 30;
  private static final int HOSTS = 250;
  private static final int PORT = 51_820;

  private final WireGuardInterface wg;
  private final Map<PublicKey, PeerConfig> own = new LinkedHashMap<>();
  private final List<PublicKey> removed = new ArrayList<>();
  private final Random random = new Random(6);
  private int made;

  OtherProgram(WireGuardInterface wg) {
    this.wg = wg;
  }

  /** Adds a peer that a client may use. */
  void add(PeerConfig peer) {
    wg.peer(peer);
    own.put(peer.publicKey(), peer);
  }

  /** Adds a peer that no client uses. */
  void add() {
    add(next(TestKeys.publicKey(FIRST_KEY + made)));
  }

  /** Gives one of its peers another address, endpoint and preshared key. */
  void change() {
    add(next(any()));
  }

  /** Removes one of its peers. */
  void remove() {
    PublicKey gone = any();
    wg.removePeer(gone);
    own.remove(gone);
    removed.add(gone);
  }

  /** Performs one of the three operations at random. */
  void step() {
    switch (own.size() < 2 ? 0 : random.nextInt(own.size() < MOST ? 4 : 3)) {
      case 1 -> change();
      case 2 -> remove();
      default -> add();
    }
  }

  /** Returns a peer that no client uses; only those have an endpoint. */
  private PublicKey any() {
    List<PublicKey> unused =
        own.values().stream()
            .filter(peer -> peer.endpoint().isPresent())
            .map(PeerConfig::publicKey)
            .toList();
    return unused.get(random.nextInt(unused.size()));
  }

  private PeerConfig next(PublicKey key) {
    made++;
    String host = made / HOSTS + "." + (1 + made % HOSTS);
    return PeerConfig.builder(key)
        .allowedIp(IpPrefix.parse("10.200." + host + "/32"))
        .presharedKey(TestKeys.presharedKey(made))
        .endpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT + made))
        .build();
  }

  /** Returns how many peers it has. */
  int size() {
    return own.size();
  }

  /** Returns how many peers it has created or changed. */
  int made() {
    return made;
  }

  /**
   * Checks that each of its peers is in the state in which it left it, and that no removed peer has
   * reappeared.
   */
  void requireUntouched() {
    WireGuardDump dump = wg.dump();
    for (PeerConfig peer : own.values()) {
      Optional<WireGuardDump.Peer> found = dump.find(peer.publicKey());
      assertThat(found).as("its peer %s of %d", peer.publicKey(), own.size()).isPresent();
      assertThat(found.get().allowedIps()).isEqualTo(List.copyOf(peer.allowedIps()));
      assertThat(found.get().presharedKey()).isEqualTo(peer.presharedKey());
      peer.endpoint()
          .ifPresent(
              endpoint ->
                  assertThat(found.get().endpoint()).contains("127.0.0.1:" + endpoint.getPort()));
    }
    assertThat(removed).allMatch(gone -> dump.find(gone).isEmpty(), "is not back");
  }
}
