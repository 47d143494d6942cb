package io.jitpeers.examples.quickstart;

import io.jitpeers.examples.controlplane.PeerDirectory;
import io.jitpeers.examples.simulation.Loopback;
import io.jitpeers.examples.simulation.SimulatedClient;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All peers that the control plane knows. Thread-safe, with one exception: {@link #join(Recording)}
 * may be called only before another thread uses the population.
 */
final class Population implements PeerDirectory {
  private static final int PRESHARED_KEY_BYTES = 32;

  /** One peer in three has a preshared key. */
  private static final int PRESHARED_KEY_EVERY = 3;

  private final SecureRandom random = new SecureRandom();
  private final TimeSource time;
  private final Loopback loopback;
  private final Map<PublicKey, PeerConfig> configs = new HashMap<>();
  private final List<Member> clients;
  private final List<Member> silent;
  private final List<Member> withDefaultRoute;
  private final List<Member> withAddressOfAnother;
  private final List<Member> expired;
  private int members;

  Population(Scale scale, Loopback loopback, TimeSource time) {
    this.loopback = loopback;
    this.time = time;
    clients = join(scale.clients());
    silent = join(scale.silent());
    // The other peers have IPv4 prefixes, which this IPv6 prefix does not overlap. So the config is
    // refused only for its default route.
    withDefaultRoute = join(scale.unwelcome(), IpPrefix.parse("::/0"));
    withAddressOfAnother = join(scale.unwelcome(), clients.get(0).config().allowedIps().get(0));
    expired = new ArrayList<>();
    for (Member member : join(scale.unwelcome())) {
      expired.add(
          register(
              member,
              member.config().toBuilder()
                  .expiresAt(time.wallTime().minus(Duration.ofHours(1)))
                  .build()));
    }
    join(scale.peers() - members); // The remaining peers never connect.
  }

  private List<Member> join(int count) {
    List<Member> joined = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      joined.add(join(addressOf(members)));
    }
    return joined;
  }

  private List<Member> join(int count, IpPrefix allowedIp) {
    List<Member> joined = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      joined.add(join(allowedIp));
    }
    return joined;
  }

  private Member join(IpPrefix allowedIp) {
    int number = members++;
    PrivateKey key = PrivateKey.generate(random);
    PeerConfig.Builder config = PeerConfig.builder(key.publicKey()).allowedIp(allowedIp);
    PresharedKey presharedKey = number % PRESHARED_KEY_EVERY == 0 ? newPresharedKey() : null;
    if (presharedKey != null) {
      config.presharedKey(presharedKey);
    }
    SimulatedClient client =
        new SimulatedClient(key, presharedKey, loopback.client(number), time, random);
    PeerConfig built = config.build();
    return register(new Member(key, built, client), built);
  }

  private Member register(Member member, PeerConfig config) {
    configs.put(member.key(), config);
    return new Member(member.privateKey(), config, member.client());
  }

  /** Adds the clients of a recording. Gives each client a new address as its only allowed IP. */
  void join(Recording recording) {
    for (PublicKey key : recording.clients()) {
      configs.put(key, PeerConfig.builder(key).allowedIp(addressOf(members++)).build());
    }
  }

  private PresharedKey newPresharedKey() {
    byte[] bytes = new byte[PRESHARED_KEY_BYTES];
    random.nextBytes(bytes);
    return PresharedKey.ofBytes(bytes);
  }

  private static IpPrefix addressOf(int number) {
    return IpPrefix.parse("10.7." + number / 250 + "." + (number % 250 + 1) + "/32");
  }

  @Override
  public Optional<PeerConfig> find(PublicKey key) {
    return Optional.ofNullable(configs.get(key));
  }

  int size() {
    return configs.size();
  }

  /** Returns the members that connect. */
  List<Member> clients() {
    return clients;
  }

  /** Returns the members that send one initiation and then nothing. */
  List<Member> silent() {
    return silent;
  }

  List<Member> withDefaultRoute() {
    return withDefaultRoute;
  }

  /** Returns the members whose config contains an address of one of the {@link #clients}. */
  List<Member> withAddressOfAnother() {
    return withAddressOfAnother;
  }

  List<Member> expired() {
    return expired;
  }
}
