package io.jitpeers.examples.quickstart;

import io.jitpeers.event.Outcome;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.testkit.wireguard.Messages;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Creates the datagrams that must be refused. */
final class Attacks {
  private static final int EPHEMERAL = 8;
  private static final int KEY_BYTES = 32;

  /**
   * The end of MAC1 in an initiation. MAC1 is at bytes 116 to 131 and covers bytes 0 to 115. MAC2
   * follows MAC1 and can have any value.
   */
  private static final int END_OF_MAC1 = 132;

  private final SecureRandom random = new SecureRandom();
  private final World world;
  private final PublicKey gateway;
  private final List<Member> victims;
  private final List<FakeClient> strangers;

  Attacks(World world, PublicKey gateway) {
    this.world = world;
    this.gateway = gateway;
    this.victims = world.population().clients().subList(0, world.scale().hostile());
    this.strangers =
        victims.stream()
            .map(any -> FakeClient.of(PrivateKey.generate(random), gateway, random))
            .toList();
  }

  /**
   * Returns initiations of clients that the control plane does not know, made with these clients'
   * private keys.
   */
  Attack unknownKeys() {
    return new Attack(
        "unknown keys",
        strangers.stream().map(this::initiation).toList(),
        Map.of(Outcome.NOT_FOUND, strangers.size()),
        strangers.size());
  }

  /**
   * Returns a second initiation of each client in {@link #unknownKeys}. The gateway remembers that
   * the control plane does not know these clients, and does not ask about them again.
   */
  Attack unknownKeysAgain() {
    return none(Outcome.NOT_FOUND, "the same unknown keys", i -> initiation(strangers.get(i)));
  }

  /**
   * Returns initiations that claim the static keys of connected clients. Only the encrypted
   * timestamp is wrong, because the sender lacks the private key.
   */
  Attack forgedTimestamps() {
    return none(
        Outcome.BAD_TIMESTAMP,
        "forged timestamps of known keys",
        i -> initiation(FakeClient.impostor(victims.get(i).key(), gateway, random)));
  }

  /** Returns genuine initiations, each with one flipped bit. */
  Attack flippedBits() {
    return none(
        Outcome.BAD_MAC1,
        "one bit flipped",
        i -> {
          byte[] datagram = victims.get(i).client().initiation(gateway);
          int bit = random.nextInt(Integer.BYTES * 8, END_OF_MAC1 * 8);
          datagram[bit / 8] ^= (byte) (1 << bit % 8);
          return datagram;
        });
  }

  /**
   * Returns random bytes with the type, the length and the right MAC1 of an initiation. MAC1 needs
   * only the gateway's public key.
   */
  Attack randomInside() {
    return none(Outcome.BAD_STATIC, "noise with a right MAC1", i -> shaped(false));
  }

  /**
   * Returns initiations with zero as the ephemeral key. Every Diffie-Hellman result with this key
   * is zero, whatever the private key.
   */
  Attack lowOrderPoints() {
    return none(Outcome.LOW_ORDER_POINT, "low-order points", i -> shaped(true));
  }

  private byte[] shaped(boolean lowOrder) {
    byte[] datagram = new byte[Messages.INITIATION_LENGTH];
    random.nextBytes(datagram);
    System.arraycopy(new byte[] {Messages.INITIATION, 0, 0, 0}, 0, datagram, 0, Integer.BYTES);
    if (lowOrder) {
      System.arraycopy(new byte[KEY_BYTES], 0, datagram, EPHEMERAL, KEY_BYTES);
    }
    Messages.writeMac1(datagram, gateway);
    return datagram;
  }

  /** Returns datagrams that are not initiations, from an empty one to one of several kilobytes. */
  Attack garbage() {
    List<byte[]> datagrams = new ArrayList<>();
    for (int i = 0; i < victims.size(); i++) {
      byte[] datagram = new byte[i * i * 2];
      random.nextBytes(datagram);
      datagrams.add(datagram);
    }
    return new Attack("garbage", datagrams, Map.of(), 0);
  }

  /** Returns genuine initiations of connected clients. Each is sent twice in a row. */
  Attack duplicates() {
    List<byte[]> datagrams = new ArrayList<>();
    for (Member member : victims) {
      byte[] datagram = member.client().initiation(gateway);
      datagrams.add(datagram);
      datagrams.add(datagram);
    }
    return new Attack(
        "genuine frames, each twice",
        datagrams,
        Map.of(Outcome.ALREADY_RESIDENT, victims.size(), Outcome.DUPLICATE, victims.size()),
        0);
  }

  /**
   * Returns replays of the attack {@link #duplicates}. The attacker has recorded one datagram of
   * each pair, and sends it again.
   */
  Attack replaysOf(Attack duplicates) {
    return none(
        Outcome.REPLAYED, "recorded frames, replayed", i -> duplicates.datagrams().get(2 * i));
  }

  Attack expired() {
    return config(Outcome.EXPIRED, "configs that have expired", world.population().expired());
  }

  Attack defaultRoutes() {
    return config(
        Outcome.CONFIG_REFUSED,
        "configs with a default route",
        world.population().withDefaultRoute());
  }

  Attack addressesOfAnother() {
    return config(
        Outcome.CONFIG_REFUSED,
        "configs with another's address",
        world.population().withAddressOfAnother());
  }

  private Attack config(Outcome outcome, String name, List<Member> members) {
    List<byte[]> datagrams =
        members.stream().map(member -> member.client().initiation(gateway)).toList();
    return new Attack(name, datagrams, Map.of(outcome, datagrams.size()), members.size());
  }

  private Attack none(Outcome outcome, String name, IntFunction<byte[]> datagram) {
    List<byte[]> datagrams = IntStream.range(0, victims.size()).mapToObj(datagram).toList();
    return new Attack(name, datagrams, Map.of(outcome, datagrams.size()), 0);
  }

  private byte[] initiation(FakeClient initiator) {
    return initiator.initiation(Tai64n.of(world.clock().wallTime()), random.nextInt());
  }
}
