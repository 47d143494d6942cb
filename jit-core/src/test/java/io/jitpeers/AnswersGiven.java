package io.jitpeers;

import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What a {@link FickleControlPlane} was asked about each key, and what it said of it last, true or
 * not; and when it hinted at a change. An answer that nobody waits for any more was not given.
 */
final class AnswersGiven {
  /** What became of the latest question about a key. */
  enum Last {
    /** It is open, or was given up. */
    OPEN,
    /** There was a config, valid or not. */
    CONFIG,
    /** There is no such peer. */
    NOT_FOUND,
    /** There was no answer. */
    FAILED
  }

  /** What was said of one key. */
  static final class Said {
    /** What became of the latest question. */
    Last last = Last.OPEN;

    /** The config of the latest answer that had one; null if none had. */
    PeerConfig config;

    /** Whether the answer before that said the same. */
    boolean isSaidTwice;

    /** How long that is fresh, by the one of these two that says the longer. */
    Duration fresh = Duration.ZERO;

    private Duration latestFresh = Duration.ZERO;

    /** When the peer was last asked about or installed, or what was said of it was done. */
    long touchedNanos;

    /** Answers in a row that there is no such peer. */
    int notFound;

    private boolean isToBeDone;
    private long asked;
    private long hinted;

    /** Whether there was a hint and no question since. */
    boolean isHinted() {
      return hinted > asked;
    }
  }

  private final TimeSource time;
  private final Map<PublicKey, Said> said = new HashMap<>();
  // The order of questions and hints, several of which come at one time.
  private long moment;
  private long questions;

  AnswersGiven(TimeSource time) {
    this.time = time;
  }

  /** What was said of a key so far. */
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

  /** How many questions there were so far. */
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

  /** The writer has done what was said so far: from now on an answer's freshness counts. */
  void done() {
    for (Said one : said.values()) {
      one.touchedNanos = one.isToBeDone ? time.nanoTime() : one.touchedNanos;
      one.isToBeDone = false;
    }
  }

  /**
   * A peer was installed or not let in, perhaps with an answer from memory, and perhaps after a
   * later one of which nothing came: nobody knows here whose freshness counts.
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

  /** Any of the keys may have changed. */
  void hintsLost() {
    moment++;
    said.values().forEach(one -> one.hinted = moment);
  }
}
