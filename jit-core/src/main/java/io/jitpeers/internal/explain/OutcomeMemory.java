package io.jitpeers.internal.explain;

import io.jitpeers.event.Outcome;
import io.jitpeers.explain.LastAnswer;
import io.jitpeers.explain.PastInitiations;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.options.ExplainOptions;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers for each key how its latest initiations ended, and the control plane's latest answer. A
 * key is remembered only if an initiation has proved possession of it, so forged packets take no
 * memory here.
 *
 * <p><b>Bounded against attackers.</b> Anyone can create key pairs and prove possession of them,
 * and an attacker can replay recorded initiations. Therefore a key displaces only keys of its own
 * {@link Share}. An initiation that did not pass the replay check may be a recording, whatever its
 * outcome. Such an initiation does not move its key to another share, and does not count as use of
 * the key. It creates an entry only in {@link Share#OTHERS}, and displaces no outcome of an
 * accepted initiation of the same key. A flood of new keys or of recordings can therefore displace
 * only entries in {@link Share#OTHERS}. That share holds keys that the control plane never knew,
 * and known clients without an accepted initiation.
 *
 * <p>Thread-safe; nothing blocks and nothing throws.
 */
public final class OutcomeMemory {
  private static final Logger log = LoggerFactory.getLogger(OutcomeMemory.class);
  private static final Set<Outcome> SERVED =
      EnumSet.of(Outcome.INSTALLED, Outcome.ALREADY_RESIDENT);
  private static final Set<Outcome> CONFIG_REFUSED =
      EnumSet.of(Outcome.CONFIG_REFUSED, Outcome.EXPIRED);

  private final int most;
  private final TimeSource time;
  private final boolean on;
  private final FailureLog failures;
  private final PeerShares peers;
  private volatile Predicate<PublicKey> known = key -> false;

  /** Creates a memory that remembers nothing. */
  public OutcomeMemory() {
    this(ExplainOptions.builder().peers(0).build(), TimeSource.system());
  }

  /** Creates an empty memory. */
  public OutcomeMemory(ExplainOptions options, TimeSource time) {
    this.most = options.outcomes();
    this.time = time;
    this.on = options.peers() > 0;
    this.failures = new FailureLog(log, time);
    this.peers = new PeerShares(options.peers());
  }

  /**
   * Sets the test that determines whether the control plane once knew a key. Called before any
   * other method.
   */
  public void known(Predicate<PublicKey> test) {
    known = test;
  }

  /** Returns false if this memory never remembers anything, because its configured size is 0. */
  public boolean isOn() {
    return on;
  }

  /**
   * Records how an initiation ended. Does nothing if the gateway did not decrypt the initiation, so
   * that the initiator's key is missing.
   */
  public void ended(Demand.Initiation initiation, Outcome outcome, String reason) {
    PublicKey key = initiation.initiator();
    if (!on || key == null) {
      return;
    }
    try {
      record(key, initiation, outcome, Reason.bounded(reason));
    } catch (RuntimeException | Error e) {
      failures.record("an outcome could not be remembered", e);
    }
  }

  private void record(PublicKey key, Demand.Initiation initiation, Outcome outcome, String reason) {
    if (outcome == Outcome.ALREADY_RESIDENT && !contains(key)) {
      return; // Every client in use has this outcome every two minutes.
    }
    long now = time.nanoTime();
    long waited = Math.max(0, now - initiation.packet().captureNanos());
    Instant arrived = time.wallTime().minus(Duration.ofNanos(waited));
    long difference = ClockDifference.millis(initiation.timestamp(), arrived);
    // The share is determined without the lock, because this calls the test of another part.
    boolean accepted = initiation.accepted();
    Share share = share(key, outcome, accepted);
    synchronized (peers) {
      PeerOutcomes peer = peers.find(key);
      if (peer == null) {
        peer = peers.add(key, share);
      } else if (accepted) {
        peers.use(key, peer, share);
      }
      InitiationRun run = peer.run(outcome, reason, now);
      run.add(reason, accepted, now, difference, initiation.packet().source());
      peer.trim(most);
      if (peer.answer != null && peer.answer.isConfig() && CONFIG_REFUSED.contains(outcome)) {
        peer.answer = peer.answer.refused(reason);
      }
    }
  }

  private boolean contains(PublicKey key) {
    synchronized (peers) {
      return peers.find(key) != null;
    }
  }

  private Share share(PublicKey key, Outcome outcome, boolean accepted) {
    if (!accepted) {
      return Share.OTHERS;
    }
    if (SERVED.contains(outcome)) {
      return Share.SERVED;
    }
    return known.test(key) ? Share.REFUSED : Share.OTHERS;
  }

  /**
   * Records an answer of the control plane.
   *
   * @param waited whether a client waits for the answer; if no client waits, the answer is recorded
   *     only for a key that is remembered already
   * @param isKnown whether the control plane knew the key before; if so, a key that is not
   *     remembered yet is added to {@link Share#SERVED}, otherwise to {@link Share#OTHERS}
   */
  public void answered(PublicKey key, boolean waited, boolean isKnown, PeerLookup answer) {
    if (on) {
      record(key, waited, isKnown, answer, null);
    }
  }

  /**
   * Records that a lookup failed. The parameters {@code waited} and {@code isKnown} are as in
   * {@link #answered}.
   */
  public void failed(PublicKey key, boolean waited, boolean isKnown, LookupException failure) {
    if (on) {
      record(key, waited, isKnown, null, failure);
    }
  }

  private void record(
      PublicKey key,
      boolean waited,
      boolean isKnown,
      @Nullable PeerLookup answer,
      @Nullable LookupException failure) {
    try {
      long now = time.nanoTime();
      synchronized (peers) {
        PeerOutcomes peer = peers.find(key);
        if (peer == null && waited) {
          // When the initiation that caused the lookup ends, it moves the key to the right share.
          peer = peers.add(key, isKnown ? Share.SERVED : Share.OTHERS);
        }
        if (peer != null) {
          peer.answer = remembered(answer, failure, peer.answer, now);
        }
      }
    } catch (RuntimeException | Error e) {
      failures.record("an answer could not be remembered", e);
    }
  }

  private static RememberedAnswer remembered(
      @Nullable PeerLookup answer,
      @Nullable LookupException failure,
      @Nullable RememberedAnswer before,
      long now) {
    if (failure != null) {
      return RememberedAnswer.failed(failure, now);
    }
    if (answer instanceof PeerLookup.Found found) {
      return RememberedAnswer.found(found.config(), now);
    }
    if (answer instanceof PeerLookup.NotModified) {
      return before == null
          ? RememberedAnswer.without(LastAnswer.Kind.FOUND, now)
          : before.confirmed(now);
    }
    return RememberedAnswer.without(LastAnswer.Kind.NOT_FOUND, now);
  }

  /**
   * The remembered outcomes and answer of a key.
   *
   * @param initiations the outcomes, the latest first
   * @param answer the control plane's latest answer; null if none is remembered
   */
  public record Memory(List<PastInitiations> initiations, @Nullable RememberedAnswer answer) {}

  /**
   * Returns the remembered outcomes and answer of a key. This call does not count as use of the
   * key, so it does not delay the displacement of the key.
   */
  public Memory of(PublicKey key, Moments moments) {
    synchronized (peers) {
      PeerOutcomes peer = peers.find(key);
      return peer == null
          ? new Memory(List.of(), null)
          : new Memory(
              peer.runs().stream().map(run -> run.toPublic(moments)).toList(), peer.answer);
    }
  }

  /** Returns how many keys were dropped to make room for others. */
  public long forgotten() {
    synchronized (peers) {
      return peers.forgotten();
    }
  }

  /** Returns the number of remembered keys. */
  public int size() {
    synchronized (peers) {
      return peers.size();
    }
  }
}
