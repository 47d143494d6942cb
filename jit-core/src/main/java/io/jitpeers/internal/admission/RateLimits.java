package io.jitpeers.internal.admission;

import io.jitpeers.internal.hotset.KnownSources;
import io.jitpeers.internal.hotset.SourceKey;
import io.jitpeers.options.AdmissionOptions;
import java.net.InetAddress;
import java.util.random.RandomGenerator;

/**
 * Limits how many initiations are opened, by source and in total. Sources are IPv4 addresses and
 * IPv6 /64s, as in the kernel; strangers' /64s share the limits of the /56 and the /48 they are in.
 * Sources of peers that are known have more, and go first. Thread-safe, of fixed size; asking for
 * an IPv4 source that no resident peer is at allocates nothing.
 */
public final class RateLimits {
  /** A client tries again after REKEY_TIMEOUT, whitepaper section 6.1. */
  private static final int REKEY_TIMEOUT_SECONDS = 5;

  private final KnownSources known;
  private final TokenRate sourceRate;
  private final int residentRate;
  private final SourceBuckets sources;
  private final Ipv6Networks networks;
  private final GlobalLimit global;

  /**
   * Creates limits with all buckets full.
   *
   * @param options the rates and bursts
   * @param now a monotonic reading, in nanoseconds
   * @param random seeds the tables of sources
   * @param known where peers are known to be
   */
  public RateLimits(
      AdmissionOptions options, long now, RandomGenerator random, KnownSources known) {
    this.known = known;
    this.sourceRate = TokenRate.of(options.perSourceRate(), options.perSourceBurst());
    this.residentRate = Math.max(options.residentRate(), options.perSourceRate());
    this.sources = new SourceBuckets(sourceRate, options.trackedSources(), now, random);
    this.networks = new Ipv6Networks(options, now, random);
    this.global = new GlobalLimit(options.globalRate(), options.globalBurst(), now);
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
    long key = SourceKey.of(source);
    int peers = known.residents(key);
    boolean stranger = peers == KnownSources.STRANGER;
    boolean networked = stranger && SourceKey.isIpv6(key);
    TokenRate rate = peers > 0 ? residentRate(peers) : sourceRate;
    synchronized (this) {
      int slot = sources.slotOf(key, rate, now);
      if (!sources.hasToken(slot, rate, now) || (networked && !networks.haveTokens(key, now))) {
        return Verdict.SOURCE_LIMITED;
      }
      if (!global.take(!stranger, now)) {
        return Verdict.GLOBAL_LIMITED;
      }
      sources.take(slot, rate);
      if (networked) {
        networks.take();
      }
    }
    return stranger ? Verdict.ADMITTED : Verdict.ADMITTED_FIRST;
  }

  /** Returns the limit of a source and the settings that govern it, as text. */
  String limitOf(InetAddress source) {
    long key = SourceKey.of(source);
    int peers = known.residents(key);
    if (peers > 0) {
      TokenRate rate = residentRate(peers);
      return "it has %d resident peers and a rate of %d a second, of which admission.resident-rate is a part"
          .formatted(peers, rate.perSecond());
    }
    String networks =
        SourceKey.isIpv6(key) ? "; its /56 may send 4 times and its /48 16 times as many" : "";
    return ("its rate is %d a second with a burst of %d%s. If many clients share the address, as"
            + " behind a load balancer or a carrier's NAT, raise admission.per-source-rate and"
            + " admission.per-source-burst")
        .formatted(sourceRate.perSecond(), sourceRate.burst(), networks);
  }

  /**
   * Enough for junk with the source's address and for all of its peers, each of which sends one
   * initiation in 5 s at the most, and all of which may come at once.
   */
  private TokenRate residentRate(int peers) {
    return TokenRate.of(residentRate + peers / REKEY_TIMEOUT_SECONDS, residentRate + peers);
  }
}
