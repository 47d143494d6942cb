package io.jitpeers.internal.wakeup;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.event.WakeUpOutcome;
import io.jitpeers.internal.admission.TokenBucket;
import io.jitpeers.internal.admission.TokenRate;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.source.support.EnumCounters;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wakeup.OutboundHandler;
import io.jitpeers.wakeup.OutboundOutcome;
import io.jitpeers.wakeup.OutboundPacket;
import io.jitpeers.wakeup.RetainedOutboundPacket;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inspects packets on their way into the tunnel. If no resident peer (peer on the device) holds a
 * packet's destination address, wakes the evicted peer that held the address: installs that peer
 * again. All outbound traffic passes this stage, so it has to be fast. A packet to an address that
 * was looked up recently takes no lock and allocates nothing. Packets arrive on one thread at a
 * time; everything else is thread-safe.
 */
public final class WakeUpStage implements OutboundHandler {
  private static final Logger log = LoggerFactory.getLogger(WakeUpStage.class);
  private static final int IPV6_LENGTH = 16;

  private final HotSet hotSet;
  private final RememberedPeers remembered;
  private final Demands demands;
  private final Events events;
  private final TimeSource time;
  private final AddressVerdicts verdicts;
  private final TokenBucket rate;
  private final EnumCounters<WakeUpOutcome> outcomes = new EnumCounters<>(WakeUpOutcome.class);
  private final LongAdder failures = new LongAdder();
  private final FailureLog failureLog;

  /** Provisions the peers that are woken. */
  public interface Demands {
    /** Returns whether a peer is pending, that is, about to be installed. */
    boolean isPending(PublicKey key);

    /**
     * Lets a packet wait for a pending peer. Returns false if the peer is not pending, or if too
     * many packets already wait.
     */
    boolean join(Demand.WakeUp wakeUp);

    /** Provisions a peer, and passes the outcome to the wake-up. */
    void wake(Demand.WakeUp wakeUp);
  }

  /** The collaborators of this stage. */
  public record Dependencies(
      HotSet hotSet,
      RememberedPeers remembered,
      Demands demands,
      Events events,
      TimeSource time,
      RandomGenerator random) {}

  public WakeUpStage(WakeUpOptions options, Dependencies parts) {
    this.hotSet = parts.hotSet();
    this.remembered = parts.remembered();
    this.demands = parts.demands();
    this.events = parts.events();
    this.time = parts.time();
    this.failureLog = new FailureLog(log, time);
    this.verdicts = new AddressVerdicts(parts.random());
    this.rate =
        new TokenBucket(TokenRate.of(options.rate(), options.burst()), parts.time().nanoTime());
  }

  @Override
  public void onPacket(OutboundPacket packet) {
    try {
      WakeUpOutcome outcome = outcomeOf(packet);
      if (outcome != null) {
        outcomes.increment(outcome);
      }
    } catch (RuntimeException | Error e) {
      failures.increment();
      outcomes.increment(WakeUpOutcome.FAILED);
      failureLog.record("inspecting an outbound packet failed", e);
    }
  }

  /** Returns the outcome of a packet; null if the outcome is not known yet. */
  private @Nullable WakeUpOutcome outcomeOf(OutboundPacket packet) {
    ByteBuffer address = packet.destination();
    int at = address.position();
    boolean ipv6 = address.remaining() == IPV6_LENGTH;
    long high = ipv6 ? address.getLong(at) : (long) address.getInt(at) << Integer.SIZE;
    long low = ipv6 ? address.getLong(at + Long.BYTES) : 0;
    int slot = verdicts.slot(high, low);
    WakeUpOutcome known = verdicts.find(slot, high, low, ipv6);
    if (known != null && verdicts.state(slot) == state(known)) {
      return known;
    }
    // Read before the look-up, so that the verdict is invalid if peers change during the look-up.
    int departures = hotSet.departures();
    int additions = remembered.additions();
    IpPrefix prefix = IpPrefix.ofAddress(address);
    int held = hotSet.heldLength(prefix);
    // An evicted peer may have held a longer prefix, inside the resident peer's prefix.
    PublicKey key = remembered.holder(prefix, held);
    if (held >= 0 && (key == null || hotSet.isStaying(key))) {
      verdicts.put(slot, high, low, ipv6, WakeUpOutcome.RESIDENT, departures);
      return WakeUpOutcome.RESIDENT;
    }
    if (key == null) {
      verdicts.put(slot, high, low, ipv6, WakeUpOutcome.UNKNOWN, additions);
      return WakeUpOutcome.UNKNOWN;
    }
    return demand(key, packet);
  }

  private int state(WakeUpOutcome verdict) {
    return verdict == WakeUpOutcome.RESIDENT ? hotSet.departures() : remembered.additions();
  }

  private @Nullable WakeUpOutcome demand(PublicKey key, OutboundPacket packet) {
    RetainedOutboundPacket retained = null;
    if (demands.isPending(key)) {
      retained = packet.retain();
      if (demands.join(new Demand.WakeUp(key, null, retained, this::joinedEnded))) {
        return WakeUpOutcome.JOINED;
      }
    }
    WakeUpOutcome limit = limit(key);
    if (limit != null) {
      if (retained != null) {
        complete(retained, OutboundOutcome.NOT_WOKEN);
      }
      return limit;
    }
    RetainedOutboundPacket waiting = retained == null ? packet.retain() : retained;
    try {
      demands.wake(new Demand.WakeUp(key, remembered.wake(key), waiting, this::ended));
    } catch (RuntimeException | Error e) {
      complete(waiting, OutboundOutcome.NOT_WOKEN);
      throw e;
    }
    return null;
  }

  private @Nullable WakeUpOutcome limit(PublicKey key) {
    if (remembered.isPaused(key)) {
      return WakeUpOutcome.PAUSED;
    }
    return rate.take(time.nanoTime()) ? null : WakeUpOutcome.RATE_LIMITED;
  }

  private void ended(Demand.WakeUp wakeUp, Outcome outcome) {
    outcomes.increment(wakeUpOutcome(outcome));
    if (outcome == Outcome.NOT_FOUND) {
      remembered.forget(wakeUp.key());
    }
    joinedEnded(wakeUp, outcome);
    if (outcome == Outcome.INSTALLED) {
      events.publish(new JitEvent.PeerWoken(wakeUp.key()));
    }
  }

  private void joinedEnded(Demand.WakeUp wakeUp, Outcome outcome) {
    boolean there = outcome == Outcome.INSTALLED || outcome == Outcome.ALREADY_RESIDENT;
    complete(wakeUp.packet(), there ? OutboundOutcome.WOKEN : OutboundOutcome.NOT_WOKEN);
  }

  private void complete(RetainedOutboundPacket packet, OutboundOutcome outcome) {
    try {
      packet.complete(outcome);
    } catch (RuntimeException | Error e) {
      failures.increment();
      failureLog.warn(
          "the source of outbound packets failed to complete a packet as {}", outcome, e);
    }
  }

  private static WakeUpOutcome wakeUpOutcome(Outcome outcome) {
    return switch (outcome) {
      case INSTALLED -> WakeUpOutcome.WOKEN;
      case ALREADY_RESIDENT -> WakeUpOutcome.RESIDENT;
      case PENDING_FULL, AT_CAPACITY -> WakeUpOutcome.AT_CAPACITY;
      case NOT_FOUND, EXPIRED, CONFIG_REFUSED, REVOKED -> WakeUpOutcome.REFUSED;
      default -> WakeUpOutcome.FAILED;
    };
  }

  /** Returns the number of packets by outcome; every outcome is present. */
  public Map<WakeUpOutcome, Long> counts() {
    return outcomes.counts();
  }

  /** Returns how often the outbound source or this stage failed. */
  public long failures() {
    return failures.sum();
  }
}
