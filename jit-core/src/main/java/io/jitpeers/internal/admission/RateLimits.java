package io.jitpeers.internal.admission;

import io.jitpeers.options.AdmissionOptions;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * Limits how many initiations are opened, by source and in total. Sources are IPv4 addresses and
 * IPv6 /64s, as in the kernel. Thread-safe, of fixed size; asking for an IPv4 source allocates
 * nothing.
 */
public final class RateLimits {
  private static final long IPV4_MARK = 0xFFFF_FFFF_0000_0000L;
  private static final int MAPPED_PREFIX_END = 0xFFFF;

  private final SourceBuckets sources;
  private final TokenBucket global;

  /**
   * Creates limits with all buckets full.
   *
   * @param options the rates and bursts
   * @param now a monotonic reading, in nanoseconds
   * @param random seeds the table of sources
   */
  public RateLimits(AdmissionOptions options, long now, RandomGenerator random) {
    this.sources =
        new SourceBuckets(
            TokenRate.of(options.perSourceRate(), options.perSourceBurst()),
            options.trackedSources(),
            now,
            random);
    this.global = new TokenBucket(TokenRate.of(options.globalRate(), options.globalBurst()), now);
  }

  /**
   * Asks for a packet. Only an admitted packet uses up tokens: a source over its own limit takes
   * nothing from the others, and one that the global limit stops keeps its own tokens.
   *
   * @param source the sender's address
   * @param now a monotonic reading, in nanoseconds
   * @return whether to open it, or which limit stops it
   */
  public Verdict admit(InetAddress source, long now) {
    long key = keyOf(source);
    synchronized (this) {
      int slot = sources.slotOf(key, now);
      if (!sources.hasToken(slot, now)) {
        return Verdict.SOURCE_LIMITED;
      }
      if (!global.take(now)) {
        return Verdict.GLOBAL_LIMITED;
      }
      sources.take(slot);
      return Verdict.ADMITTED;
    }
  }

  /**
   * The first 64 bits of an IPv6 address, or the IPv4 address with a mark that no /64 in use has.
   */
  private static long keyOf(InetAddress source) {
    if (source instanceof Inet4Address) {
      // The hash code of an IPv4 address is the address; getAddress() would allocate.
      return ipv4(source.hashCode());
    }
    ByteBuffer bytes = ByteBuffer.wrap(source.getAddress());
    long high = bytes.getLong(0);
    boolean mapped = high == 0 && bytes.getInt(8) == MAPPED_PREFIX_END;
    return mapped ? ipv4(bytes.getInt(12)) : high;
  }

  private static long ipv4(int address) {
    return IPV4_MARK | Integer.toUnsignedLong(address);
  }
}
