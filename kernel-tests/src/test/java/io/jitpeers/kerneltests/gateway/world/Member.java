package io.jitpeers.kerneltests.gateway.world;

import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A client that the control plane may know: a key, and an address in the network of one of the
 * gateway's interfaces.
 *
 * @param network the number of the interface
 * @param index its number in that network, from 0
 * @param presharedKey its preshared key, if it has one
 */
public record Member(int network, int index, Optional<PresharedKey> presharedKey) {
  private static final int KEYS_A_NETWORK = 20_000;
  private static final int HOSTS = 250;
  private static final int FIRST_SUBNET = 1;

  /** Creates a member without a preshared key. */
  public static Member of(int network, int index) {
    return new Member(network, index, Optional.empty());
  }

  /** Returns the first members of a network. */
  public static Stream<Member> first(int network, int count) {
    return IntStream.range(0, count).mapToObj(index -> of(network, index));
  }

  /** Returns the same member with a preshared key. */
  public Member withPresharedKey() {
    return new Member(network, index, Optional.of(TestKeys.presharedKey(number())));
  }

  private int number() {
    return (network + 1) * KEYS_A_NETWORK + index;
  }

  /** Returns its private key. */
  public PrivateKey privateKey() {
    return TestKeys.privateKey(number());
  }

  /** Returns its public key. */
  public PublicKey publicKey() {
    return privateKey().publicKey();
  }

  /** Returns its address inside the tunnel. */
  public String address() {
    return Inside.prefix(network)
        + "."
        + (FIRST_SUBNET + index / HOSTS)
        + "."
        + (1 + index % HOSTS);
  }

  /** Returns the control plane's answer about it, as in docs/http-api.md. */
  public String json() {
    String psk = presharedKey.map(key -> ", \"preshared_key\": \"" + base64(key) + "\"").orElse("");
    return "{\"version\": 1, \"public_key\": \""
        + publicKey().toBase64()
        + "\", \"allowed_ips\": [\""
        + address()
        + "/32\"]"
        + psk
        + "}";
  }

  private static String base64(PresharedKey key) {
    return Base64.getEncoder().encodeToString(key.toBytes());
  }

  /** Returns its config. */
  public PeerConfig config() {
    PeerConfig.Builder config =
        PeerConfig.builder(publicKey()).allowedIp(IpPrefix.parse(address() + "/32"));
    presharedKey.ifPresent(config::presharedKey);
    return config.build();
  }
}
