package io.jitpeers.kerneltests.gateway.floods;

import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.bouncycastle.crypto.digests.Blake2sDigest;

/** Datagrams that unknown clients send to a gateway, each of them different. */
public final class Datagrams {
  private static final int LENGTH = 148;
  private static final int MAC1 = 116;
  private static final int TAG = 16;

  private Datagrams() {}

  /**
   * Returns datagrams with the length and type of an initiation; the rest is random, including
   * MAC1.
   */
  public static Supplier<byte[]> junk(long seed) {
    Random random = new Random(seed);
    return () -> {
      byte[] datagram = new byte[LENGTH];
      random.nextBytes(datagram);
      datagram[0] = 1;
      datagram[1] = 0;
      datagram[2] = 0;
      datagram[3] = 0;
      return datagram;
    };
  }

  /**
   * Returns datagrams with a valid MAC1, which requires only the gateway's public key; the rest is
   * random.
   */
  public static Supplier<byte[]> forged(PublicKey gateway, long seed) {
    Supplier<byte[]> junk = junk(seed);
    byte[] key = hash(gateway);
    return () -> {
      byte[] datagram = junk.get();
      Blake2sDigest mac = new Blake2sDigest(key, TAG, null, null);
      mac.update(datagram, 0, MAC1);
      mac.doFinal(datagram, MAC1);
      return datagram;
    };
  }

  private static byte[] hash(PublicKey gateway) {
    byte[] label = "mac1----".getBytes(StandardCharsets.US_ASCII);
    Blake2sDigest digest = new Blake2sDigest(Byte.SIZE * 32);
    digest.update(label, 0, label.length);
    digest.update(gateway.toBytes(), 0, 32);
    byte[] hash = new byte[32];
    digest.doFinal(hash, 0);
    return hash;
  }

  /** Returns valid initiations, each of a different key pair that no control plane knows. */
  public static Supplier<byte[]> strangers(PublicKey gateway, long seed, Instant now) {
    Tai64n timestamp = Tai64n.of(now);
    long[] next = {seed};
    return () -> FakeClient.ofSeed(next[0]++, gateway).initiation(timestamp, (int) next[0]);
  }

  /** Returns valid initiations of members in turn, with increasing timestamps. */
  public static Supplier<byte[]> members(PublicKey gateway, List<Member> members, Instant now) {
    List<FakeClient> clients =
        members.stream()
            .map(member -> FakeClient.of(member.privateKey(), gateway, new SecureRandom()))
            .toList();
    int[] next = {0};
    return () -> {
      int number = next[0]++;
      Tai64n timestamp = Tai64n.of(now.plusMillis(number));
      return clients.get(number % clients.size()).initiation(timestamp, number);
    };
  }
}
