package io.jitpeers.internal.admission;

import io.jitpeers.options.AdmissionOptions;
import java.util.random.RandomGenerator;

/**
 * Limits how many initiations are opened from the /56 and the /48 that contain an IPv6 /64.
 * Providers give a subscriber a /56 or a /48, so one sender can have up to 65,536 /64s, and each of
 * these counts as a source of its own. The limit of a /56 is 4 times the limit of one source, and
 * the limit of a /48 is 16 times the limit of one source. Not thread-safe, of fixed size.
 */
final class Ipv6Networks {
  private static final int SOURCES_IN_56 = 4;
  private static final int SOURCES_IN_48 = 16;
  private static final int TRACKED_PART = 4;

  private final TokenRate rate56;
  private final TokenRate rate48;
  private final SourceBuckets of56;
  private final SourceBuckets of48;
  private int slot56;
  private int slot48;

  Ipv6Networks(AdmissionOptions options, long now, RandomGenerator random) {
    this.rate56 = times(options, SOURCES_IN_56);
    this.rate48 = times(options, SOURCES_IN_48);
    int tracked = options.trackedSources() / TRACKED_PART;
    this.of56 = new SourceBuckets(rate56, tracked, now, random);
    this.of48 = new SourceBuckets(rate48, tracked, now, random);
  }

  private static TokenRate times(AdmissionOptions options, int sources) {
    return TokenRate.of(options.perSourceRate() * sources, options.perSourceBurst() * sources);
  }

  /**
   * Returns whether both networks of an address, its /56 and its /48, have a token left in their
   * token buckets.
   *
   * @param high the first 64 bits of the address
   */
  boolean haveTokens(long high, long now) {
    slot56 = of56.slotOf(high >>> 8, rate56, now);
    slot48 = of48.slotOf(high >>> 16, rate48, now);
    return of56.hasToken(slot56, rate56, now) && of48.hasToken(slot48, rate48, now);
  }

  /**
   * Takes the two tokens that the preceding call of {@link #haveTokens} found, one of the /56 and
   * one of the /48.
   */
  void take() {
    of56.take(slot56, rate56);
    of48.take(slot48, rate48);
  }
}
