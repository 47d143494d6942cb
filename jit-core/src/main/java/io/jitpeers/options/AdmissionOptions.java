package io.jitpeers.options;

import java.time.Duration;

/**
 * Limits on how many initiations the gateway opens. To open an initiation means to decrypt the
 * client's static key in it, which takes expensive Diffie-Hellman operations.
 *
 * <p>WireGuard has its own protection against floods: under load it demands MAC2 cookies and limits
 * each source to 20 initiations a second. That protection works inside the data plane, but the
 * gateway sees packets before the data plane does. The gateway therefore needs limits of its own.
 * The gateway's limits count only packets with a valid MAC1. Separate limits apply to sources with
 * resident peers, that is, peers that are installed on the WireGuard device.
 *
 * <p>Immutable and thread-safe.
 */
public final class AdmissionOptions {
  /**
   * The default rate of one source, in initiations per second. The kernel permits the same rate
   * under load (Linux {@code drivers/net/wireguard/ratelimiter.c}, {@code PACKETS_PER_SECOND}).
   */
  public static final int DEFAULT_PER_SOURCE_RATE = 20;

  /**
   * The default burst of one source, in initiations. The kernel permits 5 ({@code
   * PACKETS_BURSTABLE}), which suits one client. This default is higher because a source may be a
   * NAT, whose clients all return at once after an outage.
   */
  public static final int DEFAULT_PER_SOURCE_BURST = 50;

  /**
   * The default rate limit of a source with resident peers (peers on the device), in initiations
   * per second. The limit is a tenth of the default global limit, and many times the rate at which
   * the source's clients send. An attacker may send a few hundred junk initiations per second with
   * the source's address. The clients' own initiations are still admitted then, because all
   * initiations together stay below the limit.
   */
  public static final int DEFAULT_RESIDENT_RATE = 500;

  /**
   * The default rate of all sources together, in initiations per second. One core can open more
   * initiations than this rate permits: opening an initiation takes two X25519 operations, measured
   * at about 60 microseconds each.
   */
  public static final int DEFAULT_GLOBAL_RATE = 5_000;

  /**
   * The default burst of all sources together, in initiations: the number that the default global
   * rate permits in one second.
   */
  public static final int DEFAULT_GLOBAL_BURST = 5_000;

  /** The default number of sources that are remembered, each with a token bucket of 24 bytes. */
  public static final int DEFAULT_TRACKED_SOURCES = 65_536;

  /**
   * The default duplicate window: the time for which a repeated datagram counts as a second capture
   * of the same frame. Two captures of one frame are milliseconds apart, and a client never sends
   * the same initiation again.
   */
  public static final Duration DEFAULT_DUPLICATE_WINDOW = Duration.ofSeconds(1);

  /**
   * The default number of admitted packets that may wait to be opened. This number exceeds the
   * default global burst.
   */
  public static final int DEFAULT_QUEUE_CAPACITY = 8_192;

  /**
   * The default number of threads that open initiations. One thread can open more initiations than
   * the default global rate admits.
   */
  public static final int DEFAULT_OPENER_THREADS = 1;

  private static final int MAX_RATE = 1_000_000;
  private static final int MAX_BURST = 1_000_000;

  private final int perSourceRate;
  private final int perSourceBurst;
  private final int residentRate;
  private final int globalRate;
  private final int globalBurst;
  private final int trackedSources;
  private final Duration duplicateWindow;
  private final int queueCapacity;
  private final int openerThreads;

  private AdmissionOptions(Builder builder) {
    this.perSourceRate = builder.perSourceRate;
    this.perSourceBurst = builder.perSourceBurst;
    this.residentRate = builder.residentRate;
    this.globalRate = builder.globalRate;
    this.globalBurst = builder.globalBurst;
    this.trackedSources = builder.trackedSources;
    this.duplicateWindow = builder.duplicateWindow;
    this.queueCapacity = builder.queueCapacity;
    this.openerThreads = builder.openerThreads;
  }

  /**
   * Returns the default options.
   *
   * @return the same as {@code builder().build()}
   */
  public static AdmissionOptions defaults() {
    return builder().build();
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return the sustained rate of one source (an IPv4 address or an IPv6 /64) in initiations per
   * second}
   */
  public int perSourceRate() {
    return perSourceRate;
  }

  /** {@return the burst of one source, in initiations} */
  public int perSourceBurst() {
    return perSourceBurst;
  }

  /**
   * {@return the basic rate of a source with resident peers (peers on the device), in initiations
   * per second. The same number is the source's basic burst, in initiations. The actual rate and
   * the actual burst rise with the number of the source's resident peers}
   */
  public int residentRate() {
    return residentRate;
  }

  /** {@return the sustained rate of all sources together, in initiations per second} */
  public int globalRate() {
    return globalRate;
  }

  /** {@return the burst of all sources together, in initiations} */
  public int globalBurst() {
    return globalBurst;
  }

  /**
   * {@return how many sources are remembered, each with a token bucket. The buckets form sets of
   * four, and a hash of the source selects its set. If a set is full, a new source replaces the
   * source with the fullest bucket of the set. If a forgotten source sends again, it starts with a
   * full bucket}
   */
  public int trackedSources() {
    return trackedSources;
  }

  /**
   * {@return the time for which a repeated datagram counts as a second capture of the same frame;
   * zero if duplicates are admitted}
   */
  public Duration duplicateWindow() {
    return duplicateWindow;
  }

  /**
   * {@return how many admitted packets may wait to be opened; further packets are dropped and
   * counted}
   */
  public int queueCapacity() {
    return queueCapacity;
  }

  /** {@return how many threads open initiations} */
  public int openerThreads() {
    return openerThreads;
  }

  /** Builds options. Each setter rejects an invalid value at once. Not thread-safe. */
  public static final class Builder {
    private int perSourceRate = DEFAULT_PER_SOURCE_RATE;
    private int perSourceBurst = DEFAULT_PER_SOURCE_BURST;
    private int residentRate = DEFAULT_RESIDENT_RATE;
    private int globalRate = DEFAULT_GLOBAL_RATE;
    private int globalBurst = DEFAULT_GLOBAL_BURST;
    private int trackedSources = DEFAULT_TRACKED_SOURCES;
    private Duration duplicateWindow = DEFAULT_DUPLICATE_WINDOW;
    private int queueCapacity = DEFAULT_QUEUE_CAPACITY;
    private int openerThreads = DEFAULT_OPENER_THREADS;

    private Builder() {}

    /**
     * Sets the sustained rate of one source: an IPv4 address or an IPv6 /64. An IPv6 /56 is
     * permitted 4 times this rate, and an IPv6 /48 is permitted 16 times this rate. A higher rate
     * helps if many new clients share an address. For sources with resident peers (peers on the
     * device), {@link #residentRate} applies instead.
     *
     * @param perSecond initiations per second, 1 to 1,000,000; {@value
     *     AdmissionOptions#DEFAULT_PER_SOURCE_RATE} unless set
     * @return this
     * @throws IllegalArgumentException if the value is out of range
     */
    public Builder perSourceRate(int perSecond) {
      this.perSourceRate = inRange("the per-source rate", perSecond, 1, MAX_RATE);
      return this;
    }

    /**
     * Sets the burst of one source.
     *
     * @param initiations 1 to 1,000,000; {@value AdmissionOptions#DEFAULT_PER_SOURCE_BURST} unless
     *     set
     * @return this
     * @throws IllegalArgumentException if the value is out of range
     */
    public Builder perSourceBurst(int initiations) {
      this.perSourceBurst = inRange("the per-source burst", initiations, 1, MAX_BURST);
      return this;
    }

    /**
     * Sets the basic rate and the basic burst of a source with resident peers (peers on the
     * device). A source is an IPv4 address or an IPv6 /64. A peer belongs to the source that
     * contains the peer's endpoint in the latest listing of the device. Each resident peer of a
     * source adds one initiation to the source's burst. Every five resident peers add one
     * initiation per second to the source's rate, because a client retries every 5 s. If the
     * {@linkplain #perSourceRate per-source rate} is higher, the per-source rate applies instead of
     * this number. All sources with resident peers together use at most three quarters of the
     * global rate.
     *
     * @param perSecond the basic rate in initiations per second, and the basic burst in
     *     initiations, 1 to 1,000,000; {@value AdmissionOptions#DEFAULT_RESIDENT_RATE} unless set
     * @return this
     * @throws IllegalArgumentException if the value is out of range
     */
    public Builder residentRate(int perSecond) {
      this.residentRate = inRange("the resident rate", perSecond, 1, MAX_RATE);
      return this;
    }

    /**
     * Sets the sustained rate of all sources together. This rate limits the processor time that a
     * flood from many sources can take. A much higher rate also needs more {@link #openerThreads}.
     *
     * @param perSecond initiations per second, 1 to 1,000,000; {@value
     *     AdmissionOptions#DEFAULT_GLOBAL_RATE} unless set
     * @return this
     * @throws IllegalArgumentException if the value is out of range
     */
    public Builder globalRate(int perSecond) {
      this.globalRate = inRange("the global rate", perSecond, 1, MAX_RATE);
      return this;
    }

    /**
     * Sets the burst of all sources together. A quarter of this number is added to the burst and
     * reserved for sources that have resident peers (peers on the device) or recently had some.
     *
     * @param initiations 1 to 1,000,000; {@value AdmissionOptions#DEFAULT_GLOBAL_BURST} unless set
     * @return this
     * @throws IllegalArgumentException if the value is out of range
     */
    public Builder globalBurst(int initiations) {
      this.globalBurst = inRange("the global burst", initiations, 1, MAX_BURST);
      return this;
    }

    /**
     * Sets how many sources are remembered. Each source takes 24 bytes of heap, allocated at start.
     *
     * @param sources 4 to 16,777,216, rounded up to a power of two; {@value
     *     AdmissionOptions#DEFAULT_TRACKED_SOURCES} unless set
     * @return this
     * @throws IllegalArgumentException if the value is out of range
     */
    public Builder trackedSources(int sources) {
      this.trackedSources = inRange("the number of tracked sources", sources, 4, 1 << 24);
      return this;
    }

    /**
     * Sets the time for which a repeated datagram counts as a second capture of the same frame.
     *
     * @param window from zero to one minute; zero admits duplicates; one second unless set
     * @return this
     * @throws IllegalArgumentException if the value is out of range
     */
    public Builder duplicateWindow(Duration window) {
      if (window.isNegative() || window.compareTo(Duration.ofMinutes(1)) > 0) {
        throw new IllegalArgumentException(
            "the duplicate window must be from zero to one minute, not " + window);
      }
      this.duplicateWindow = window;
      return this;
    }

    /**
     * Sets how many admitted packets may wait to be opened. At the default global rate, a full
     * queue of the default capacity means a delay of 1.6 seconds.
     *
     * @param packets 1 to 1,048,576; {@value AdmissionOptions#DEFAULT_QUEUE_CAPACITY} unless set
     * @return this
     * @throws IllegalArgumentException if the value is out of range
     */
    public Builder queueCapacity(int packets) {
      this.queueCapacity = inRange("the queue capacity", packets, 1, 1 << 20);
      return this;
    }

    /**
     * Sets how many threads open initiations.
     *
     * @param threads 1 to 256; {@value AdmissionOptions#DEFAULT_OPENER_THREADS} unless set
     * @return this
     * @throws IllegalArgumentException if the value is out of range
     */
    public Builder openerThreads(int threads) {
      this.openerThreads = inRange("the number of opener threads", threads, 1, 256);
      return this;
    }

    /** {@return immutable options} */
    public AdmissionOptions build() {
      return new AdmissionOptions(this);
    }

    private static int inRange(String what, int value, int least, int most) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            what + " must be " + least + " to " + most + ", not " + value);
      }
      return value;
    }
  }
}
