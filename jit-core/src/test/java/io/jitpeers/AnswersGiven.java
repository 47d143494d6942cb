package io.jitpeers;

import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Records the questions and answers of a {@link FickleControlPlane} for each key, whether or not
 * the answers are true, and its hints of changes. An answer that arrives after the gateway gave up
 * does not count.
 */
final class AnswersGiven {
  /** The result of the latest question about a key. */
  enum Last {
    /** No answer yet, or the gateway gave up. */
    OPEN,
    /** A config, valid or not. */
    CONFIG,
    /** The answer that there is no such peer. */
    NOT_FOUND,
    /** A failure. */
    FAILED
  }

  /** The record of one key. */
  static final class Said {
    /** The result of the latest question. */
    Last last = Last.OPEN;

    /** The latest config; null if there was none. */
    PeerConfig config;

    /** Whether the answer before the latest one contained the same config. */
    boolean isSaidTwice;

    /** How long the config is fresh; the longer time of the last two answers. */
    Duration fresh = Duration.ZERO;

    private Duration latestFresh = Duration.ZERO;

    /** When the peer was last asked about or installed, or when the latest answer was applied. */
    long touchedNanos;

    /** The number of consecutive answers that there is no such peer. */
    int notFound;

    private boolean isToBeDone;
    private long asked;
    private long hinted;

    /** Returns whether a hint came after the latest question. */
    boolean isHinted() {
      return hinted > asked;
    }
  }

  private final TimeSource time;
  private final Map<PublicKey, Said> said = new HashMap<>();
  // Orders questions and hints, several of which may happen at one time.
  private long moment;
  private long questions;

  AnswersGiven(TimeSource time) {
    this.time = time;
  }

  /** Returns the record of a key. */
  Said of(PublicKey key) {
    return said.computeIfAbsent(key, unused -> new Said());
  }

  void asked(PublicKey key) {
    Said one = of(key);
    one.notFound = one.last == Last.NOT_FOUND ? one.notFound : 0;
    one.last = Last.OPEN;
    one.asked = ++moment;
    questions++;
    one.touchedNanos = time.nanoTime();
  }

  /** Returns the number of questions so far. */
  long questions() {
    return questions;
  }

  void found(PublicKey key, PeerConfig config, Duration fresh) {
    Said one = answered(key, Last.CONFIG);
    one.isSaidTwice = config.equals(one.config);
    one.config = config;
    one.fresh = fresh.compareTo(one.latestFresh) > 0 ? fresh : one.latestFresh;
    one.latestFresh = fresh;
  }

  void notFound(PublicKey key) {
    answered(key, Last.NOT_FOUND).notFound++;
  }

  void failed(PublicKey key) {
    answered(key, Last.FAILED);
  }

  private Said answered(PublicKey key, Last what) {
    Said one = of(key);
    one.last = what;
    one.isToBeDone = true;
    return one;
  }

  /**
   * Records that the writer has applied all answers so far. An answer's freshness counts from now
   * on.
   */
  void done() {
    for (Said one : said.values()) {
      one.touchedNanos = one.isToBeDone ? time.nanoTime() : one.touchedNanos;
      one.isToBeDone = false;
    }
  }

  /**
   * Records that a peer was installed or refused. The gateway may have used a cached answer,
   * perhaps after a later answer that had no effect, so it is unknown here whose freshness counts.
   */
  void flightEnded(PublicKey key) {
    of(key).touchedNanos = time.nanoTime();
    of(key).fresh = Duration.ofDays(1);
    of(key).latestFresh = Duration.ofDays(1);
    of(key).isSaidTwice = false;
  }

  void hinted(PublicKey key) {
    of(key).hinted = ++moment;
  }

  /** Records that hints were lost: any key may have changed. */
  void hintsLost() {
    moment++;
    said.values().forEach(one -> one.hinted = moment);
  }
}
