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
 * Another program, which handles peers of its own by wg(8), and knows how it left each. No control
 * plane knows them. Not thread-safe.
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

  /** Adds a peer that somebody may use. */
  void add(PeerConfig peer) {
    wg.peer(peer);
    own.put(peer.publicKey(), peer);
  }

  /** Adds one that nobody uses. */
  void add() {
    add(next(TestKeys.publicKey(FIRST_KEY + made)));
  }

  /** Gives one of its own another address, endpoint and preshared key. */
  void change() {
    add(next(any()));
  }

  /** Removes one of its own. */
  void remove() {
    PublicKey gone = any();
    wg.removePeer(gone);
    own.remove(gone);
    removed.add(gone);
  }

  /** Does one of the three. */
  void step() {
    switch (own.size() < 2 ? 0 : random.nextInt(own.size() < MOST ? 4 : 3)) {
      case 1 -> change();
      case 2 -> remove();
      default -> add();
    }
  }

  /** One that nobody uses: those have an endpoint. */
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

  /** How many peers it has. */
  int size() {
    return own.size();
  }

  /** How many peers it has made or changed. */
  int made() {
    return made;
  }

  /**
   * Requires that each of its peers is as it left it, and that none of those is back that it
   * removed.
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
