package io.jitpeers.internal.admission;

import io.jitpeers.internal.hotset.KnownSources;
import io.jitpeers.internal.hotset.SourceKey;
import io.jitpeers.options.AdmissionOptions;
import java.net.InetAddress;
import java.util.random.RandomGenerator;

/**
 * Limits how many initiations are opened, per source and in total. A source is an IPv4 address or
 * an IPv6 /64, as in the kernel. Sources with resident peers have higher limits. A source that has
 * no resident peers, and had none recently, is a stranger. The /64s of strangers also share the
 * limits of their /56 and their /48. Packets from strangers are opened after all others.
 * Thread-safe, of fixed size. A check of an IPv4 source without resident peers allocates nothing.
 */
public final class RateLimits {
  /** A client tries again after REKEY_TIMEOUT (WireGuard whitepaper, section 6.1). */
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
   * @param known tells which sources have resident peers, or had them recently
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
   * Decides whether a packet may be opened. Only an admitted packet uses up tokens. If the source
   * exceeds its own limit, the packet takes no token of the global limit. If the global limit
   * refuses the packet, the source keeps its own tokens.
   *
   * @param source the sender's address
   * @param now a monotonic reading, in nanoseconds
   * @return whether the packet is admitted, and if not, which limit refuses it
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

  /**
   * Returns a text that states the limit of a source and the settings that determine this limit.
   */
  String limitOf(InetAddress source) {
    long key = SourceKey.of(source);
    int peers = known.residents(key);
    if (peers > 0) {
      TokenRate rate = residentRate(peers);
      return "it has %d resident peers and a rate of %d a second (see admission.resident-rate)"
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
   * Returns the rate of a source address with resident peers. The rate leaves room for all peers
   * behind the address, and also for junk that an attacker sends with this address as the spoofed
   * source. Each peer sends at most one initiation in 5 s, but all of them may send at the same
   * time.
   */
  private TokenRate residentRate(int peers) {
    return TokenRate.of(residentRate + peers / REKEY_TIMEOUT_SECONDS, residentRate + peers);
  }
}
