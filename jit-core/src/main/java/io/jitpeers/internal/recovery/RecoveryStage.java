package io.jitpeers.internal.recovery;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.event.RecoveryOutcome;
import io.jitpeers.internal.admission.TokenBucket;
import io.jitpeers.internal.admission.TokenRate;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.wakeup.WakeUpStage;
import io.jitpeers.options.RecoveryOptions;
import io.jitpeers.recovery.TransportHandler;
import io.jitpeers.recovery.TransportPacket;
import io.jitpeers.source.support.EnumCounters;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wakeup.OutboundOutcome;
import io.jitpeers.wakeup.RetainedOutboundPacket;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inspects the data packets that clients send. If the sender's peer is not resident (not on the
 * device), the client's session is lost. The peer is then installed with the sender's address, so
 * that the data plane initiates a handshake with the client. A packet source may deliver all data
 * packets of all clients, so this stage has to be fast. If a packet's sender was looked up
 * recently, the stage takes no lock and allocates nothing. {@link #onPacket} is called by one
 * thread at a time; all other methods are thread-safe.
 */
public final class RecoveryStage implements TransportHandler {
  private static final Logger log = LoggerFactory.getLogger(RecoveryStage.class);

  /** How long a sender's packets are ignored after this stage began to look up the sender's key. */
  private static final Duration SETTLED = Duration.ofSeconds(1);

  /**
   * How long a sender's packets are ignored after the sender's peer was found resident, even if
   * peers leave the device meanwhile. Afterwards the packets are still ignored, but only as long as
   * no peer has left the device since the sender's look-up.
   */
  private static final Duration RECENT = Duration.ofMillis(100);

  /**
   * How long a sender's packets are ignored after the rate limit prevented the sender's look-up.
   */
  private static final Duration NEXT_TURN = Duration.ofMillis(100);

  /**
   * The outcomes after which the client may have got a handshake initiation. After any other
   * outcome, nothing was sent to the client, so the pause before the next attempt does not become
   * longer.
   */
  private static final Set<Outcome> INITIATED =
      EnumSet.of(Outcome.INSTALLED, Outcome.ALREADY_RESIDENT);

  private final HotSet hotSet;
  private final Whereabouts whereabouts;
  private final WakeUpStage.Demands demands;
  private final Events events;
  private final TimeSource time;
  private final EndpointVerdicts verdicts;
  private final RecoveryPace pace;
  private final TokenBucket turns;
  private final TokenBucket questions;
  private final EnumCounters<RecoveryOutcome> outcomes = new EnumCounters<>(RecoveryOutcome.class);
  private final LongAdder failures = new LongAdder();
  private final FailureLog failureLog;

  /**
   * A placeholder for the packet of a recovery. A recovery has no packet that could be sent again,
   * because only the client can repeat its data.
   */
  private static final RetainedOutboundPacket NO_PACKET =
      new RetainedOutboundPacket() {
        @Override
        public boolean canBeSentAgain() {
          return false;
        }

        @Override
        public void complete(OutboundOutcome outcome) {}
      };

  /** Creates a stage. */
  public RecoveryStage(
      RecoveryOptions options,
      RecoveryPace pace,
      HotSet hotSet,
      Whereabouts whereabouts,
      WakeUpStage.Demands demands,
      Events events,
      TimeSource time,
      RandomGenerator random) {
    this.hotSet = hotSet;
    this.whereabouts = whereabouts;
    this.demands = demands;
    this.events = events;
    this.time = time;
    this.verdicts = new EndpointVerdicts(options.indexSize(), random);
    this.pace = pace;
    TokenRate rate = TokenRate.of(options.rate(), options.burst());
    this.turns = new TokenBucket(rate, time.nanoTime());
    this.questions = new TokenBucket(rate, time.nanoTime());
    this.failureLog = new FailureLog(log, time);
  }

  @Override
  public void onPacket(TransportPacket packet) {
    try {
      take(packet);
    } catch (RuntimeException | Error e) {
      failed("inspecting a client's data failed", e);
    }
  }

  private void failed(String what, Throwable failure) {
    failures.increment();
    outcomes.increment(RecoveryOutcome.FAILED);
    failureLog.record(what, failure);
  }

  private void take(TransportPacket packet) {
    ByteBuffer address = packet.source();
    int port = packet.sourcePort();
    boolean ipv6 = Endpoint.isIpv6(address);
    long high = Endpoint.high(address);
    long low = Endpoint.low(address);
    int slot = verdicts.slot(high, low, port);
    // Read before the look-up, so that the verdict is invalid if a peer leaves during the look-up.
    int departures = hotSet.departures();
    long now = time.nanoTime();
    if (verdicts.isSettled(slot, high, low, port, ipv6, departures, now)) {
      return;
    }
    Endpoint endpoint = Endpoint.of(address, port);
    PublicKey key = whereabouts.knownAt(endpoint);
    if (key != null && hotSet.isStaying(key)) {
      verdicts.resident(slot, high, low, port, ipv6, departures, now + RECENT.toNanos());
      return;
    }
    // The rate limit for look-ups does not apply to a sender whose key this gateway remembers,
    // because RecoveryPace limits the attempts for that key.
    boolean asks = key != null || questions.take(now);
    Duration settled = asks ? SETTLED : NEXT_TURN;
    verdicts.until(slot, high, low, port, ipv6, now + settled.toNanos());
    if (asks) {
      var unused = whereabouts.find(endpoint).thenAccept(who -> found(endpoint, who));
    } else {
      outcomes.increment(RecoveryOutcome.RATE_LIMITED);
    }
  }

  private void found(Endpoint endpoint, Optional<PublicKey> key) {
    try {
      if (key.isEmpty()) {
        outcomes.increment(RecoveryOutcome.UNKNOWN);
      } else {
        recover(key.get(), endpoint.toAddress());
      }
    } catch (RuntimeException | Error e) {
      failed("a client's peer could not be recovered", e);
    }
  }

  private void recover(PublicKey key, InetSocketAddress endpoint) {
    if (hotSet.isStaying(key) || demands.isPending(key)) {
      outcomes.increment(RecoveryOutcome.RESIDENT);
    } else if (!pace.mayBegin(key)) {
      outcomes.increment(RecoveryOutcome.PAUSED);
    } else if (!takeTurn()) {
      outcomes.increment(RecoveryOutcome.RATE_LIMITED);
    } else {
      pace.begin(key);
      demands.wake(new Demand.WakeUp(key, endpoint, NO_PACKET, this::ended));
    }
  }

  private boolean takeTurn() {
    synchronized (turns) {
      return turns.take(time.nanoTime());
    }
  }

  private void ended(Demand.WakeUp recovery, Outcome outcome) {
    outcomes.increment(recoveryOutcome(outcome));
    if (!INITIATED.contains(outcome)) {
      pace.undo(recovery.key());
    }
    if (outcome == Outcome.NOT_FOUND) {
      whereabouts.forget(recovery.key());
    }
    if (outcome == Outcome.INSTALLED) {
      events.publish(new JitEvent.PeerRecovered(recovery.key()));
    }
  }

  private static RecoveryOutcome recoveryOutcome(Outcome outcome) {
    return switch (outcome) {
      case INSTALLED -> RecoveryOutcome.RECOVERED;
      case ALREADY_RESIDENT -> RecoveryOutcome.RESIDENT;
      case PENDING_FULL, AT_CAPACITY -> RecoveryOutcome.AT_CAPACITY;
      case NOT_FOUND, EXPIRED, CONFIG_REFUSED, REVOKED -> RecoveryOutcome.REFUSED;
      default -> RecoveryOutcome.FAILED;
    };
  }

  /**
   * Returns the number of packets by outcome; every outcome is present. Ignored packets are not
   * counted.
   */
  public Map<RecoveryOutcome, Long> counts() {
    return outcomes.counts();
  }

  /**
   * Returns how often an unexpected exception ended this stage's work on a packet. A recovery that
   * fails without such an exception is not counted.
   */
  public long failures() {
    return failures.sum();
  }
}
