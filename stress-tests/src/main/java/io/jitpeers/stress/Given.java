package io.jitpeers.stress;

import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.time.Instant;

/** The common test data of the stress tests: clients, allowed IPs, and a constant time. */
public final class Given {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /**
   * A clock without a lock. A lock would order the threads that read the clock, and so hide their
   * races.
   */
  public static final TimeSource TIME =
      new TimeSource() {
        @Override
        public long nanoTime() {
          return 1_000_000_000_000L;
        }

        @Override
        public Instant wallTime() {
          return NOW;
        }
      };

  /** A client. */
  public static final PublicKey ALICE = key(1);

  /** Another client. */
  public static final PublicKey BOB = key(2);

  /**
   * A third client. Most tests use this client after the test's threads have ended, to check
   * whether an address, or the place for one more peer, is free.
   */
  public static final PublicKey CAROL = key(3);

  /** An allowed IP. In many tests, several clients try to reserve it. */
  public static final IpPrefix ADDRESS = IpPrefix.parse("10.0.0.1/32");

  /** A second allowed IP, for clients with two allowed IPs or with a changed allowed IP. */
  public static final IpPrefix OTHER_ADDRESS = IpPrefix.parse("10.0.0.2/32");

  /** A network that contains the allowed IPs of all clients of the tests. */
  public static final IpPrefix NETWORK = IpPrefix.parse("10.0.0.0/24");

  private Given() {}

  /** Returns the key whose last four bytes are the given number. All other bytes are zero. */
  private static PublicKey key(int number) {
    return PublicKey.ofBytes(ByteBuffer.allocate(PublicKey.LENGTH).putInt(28, number).array());
  }

  /** Returns the timestamp that is the given number of seconds from now; negative for the past. */
  public static Tai64n timestamp(int seconds) {
    return Tai64n.of(NOW.plusSeconds(seconds));
  }

  /** Returns a client's config with the given allowed IPs. */
  public static PeerConfig config(PublicKey key, IpPrefix... allowedIps) {
    PeerConfig.Builder config = PeerConfig.builder(key);
    for (IpPrefix each : allowedIps) {
      config.allowedIp(each);
    }
    return config.build();
  }
}
