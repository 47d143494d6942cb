package io.jitpeers.examples.gateway;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.JitListener;
import io.jitpeers.event.Outcome;
import io.jitpeers.event.PeerReading;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.examples.common.Endpoints;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs the events of one interface, with key-value pairs for programs. Anyone can generate a key
 * pair, prove possession of the private key, and so cause a refusal. Therefore only a limited
 * number of refusals a minute is logged at level INFO or WARN. Further refusals are logged at level
 * DEBUG, and the next refusal at level INFO or WARN states their number. Thread-safe.
 */
final class EventLog implements JitListener {
  private static final Logger log = LoggerFactory.getLogger(EventLog.class);

  /**
   * The maximum number of refusals that are logged per minute at level INFO or WARN. With this
   * limit, a flood of refusals writes less than 10 MB a day.
   */
  private static final int REFUSALS_PER_MINUTE = 20;

  private final String interfaceName;
  private final Supplier<JitStatistics> statistics;
  private final LogBudget refusals;
  private final AtomicLong adopted = new AtomicLong();

  /**
   * Creates a log.
   *
   * @param interfaceName the WireGuard interface
   * @param statistics the orchestrator's statistics, from which the log reads the number of adopted
   *     peers (peers that were already on the device and that the gateway now manages)
   * @param time the clock for the limit on logged refusals
   */
  EventLog(String interfaceName, Supplier<JitStatistics> statistics, TimeSource time) {
    this.interfaceName = interfaceName;
    this.statistics = statistics;
    this.refusals = new LogBudget(REFUSALS_PER_MINUTE, time);
  }

  @Override
  public void onEvent(JitEvent event) {
    if (event instanceof JitEvent.PeerInstalled installed) {
      at(Level.INFO)
          .addKeyValue("peer", installed.key())
          .addKeyValue("again", installed.again())
          .log("peer installed");
    } else if (event instanceof JitEvent.PeerWoken woken) {
      at(Level.INFO).addKeyValue("peer", woken.key()).log("peer woken by an outbound packet");
    } else if (event instanceof JitEvent.PeerRecovered recovered) {
      at(Level.INFO)
          .addKeyValue("peer", recovered.key())
          .log("peer recovered by its client's data");
    } else if (event instanceof JitEvent.PeerMoved moved) {
      at(Level.INFO)
          .addKeyValue("peer", moved.key())
          .addKeyValue("from", moved.from())
          .addKeyValue("to", moved.to())
          .log("peer moved to another gateway");
    } else if (event instanceof JitEvent.PeerRefused refused) {
      refused(refused);
    } else if (event instanceof JitEvent.PeerChanged changed) {
      at(Level.INFO)
          .addKeyValue("peer", changed.key())
          .addKeyValue("changes", changed.changes())
          .log("peer changed by the control plane");
    } else if (event instanceof JitEvent.PeerChangeRefused refused) {
      at(Level.WARN)
          .addKeyValue("peer", refused.key())
          .addKeyValue("reason", refused.reason())
          .log("change of a resident peer refused");
    } else if (event instanceof JitEvent.BrakeEngaged brake) {
      at(Level.ERROR)
          .addKeyValue("vanished", brake.vanished())
          .addKeyValue("asked", brake.asked())
          .log("the control plane no longer wants many peers at once; the brake holds them");
    } else if (event instanceof JitEvent.PeerEstablished established) {
      at(Level.INFO)
          .addKeyValue("peer", established.key())
          .addKeyValue("endpoint", text(established.reading().endpoint()))
          .log("peer established");
    } else if (event instanceof JitEvent.ForeignChange change) {
      at(Level.WARN)
          .addKeyValue("peer", change.key())
          .addKeyValue("listed", change.listed())
          .log("another program changed the allowed IPs of a peer");
    } else if (event instanceof JitEvent.PeerRoamed roamed) {
      at(Level.INFO)
          .addKeyValue("peer", roamed.key())
          .addKeyValue("from", text(roamed.previous()))
          .addKeyValue("endpoint", text(roamed.reading().endpoint()))
          .log("peer roamed");
    } else if (event instanceof JitEvent.PeerEvicted evicted) {
      traffic(at(Level.INFO).addKeyValue("peer", evicted.key()), evicted.reading())
          .addKeyValue("cause", evicted.label())
          .log("peer evicted");
    } else if (event instanceof JitEvent.PeerLost lost) {
      traffic(at(Level.WARN).addKeyValue("peer", lost.key()), lost.reading())
          .log("peer removed by somebody else");
    } else if (event instanceof JitEvent.PeerClockBehind behind) {
      at(Level.WARN)
          .addKeyValue("peer", behind.key())
          .addKeyValue("newest", time(behind.remembered()))
          .addKeyValue("seen", time(behind.seen()))
          .log("clock behind: peer refused until its clock is right or its timestamps are reset");
    } else if (event instanceof JitEvent.SweepCompleted swept) {
      swept(swept.report());
    } else if (event instanceof JitEvent.DeviceChanged changed) {
      at(Level.WARN).addKeyValue("device", changed.name()).log("device changed");
    } else {
      at(Level.INFO).addKeyValue("event", event).log("event");
    }
  }

  private static LoggingEventBuilder traffic(LoggingEventBuilder line, PeerReading reading) {
    return line.addKeyValue("rx_bytes", reading.rxBytes())
        .addKeyValue("tx_bytes", reading.txBytes());
  }

  private static String text(@Nullable InetSocketAddress endpoint) {
    return endpoint == null ? "unknown" : Endpoints.text(endpoint);
  }

  private void refused(JitEvent.PeerRefused refused) {
    OptionalLong leftOut =
        refused.reason().equals(DryRunStore.REASON) ? OptionalLong.empty() : refusals.take();
    Level level = leftOut.isEmpty() ? Level.DEBUG : isOurTrouble(refused) ? Level.WARN : Level.INFO;
    LoggingEventBuilder line =
        at(level)
            .addKeyValue("peer", refused.key())
            .addKeyValue("outcome", refused.outcome().label())
            .addKeyValue("reason", refused.reason());
    if (leftOut.orElse(0) > 0) {
      line = line.addKeyValue("not_logged", leftOut.getAsLong());
    }
    line.log("peer refused");
  }

  /** Returns whether a peer was refused because the control plane or the store failed. */
  private static boolean isOurTrouble(JitEvent.PeerRefused refused) {
    return refused.outcome().packetOutcome() == PacketOutcome.FAILED
        && refused.outcome() != Outcome.CLOSED;
  }

  private void swept(SweepReport report) {
    JitStatistics now = statistics.get();
    long adoptedInAll = now.sweeps().adopted();
    long newlyAdopted = adoptedInAll - adopted.getAndSet(adoptedInAll);
    if (newlyAdopted > 0) {
      at(Level.INFO).addKeyValue("peers", newlyAdopted).log("found peers adopted");
    }
    boolean uneventful = report.evicted().isEmpty() && report.lost() == 0 && report.complete();
    at(uneventful ? Level.DEBUG : Level.INFO)
        .addKeyValue("listed", report.listed())
        .addKeyValue("complete", report.complete())
        .addKeyValue(report.dryRun() ? "would_evict" : "evicted", words(report.evicted()))
        .addKeyValue("held_back", words(report.heldBack()))
        .addKeyValue("lost", report.lost())
        .addKeyValue("resident", report.resident())
        .addKeyValue("took_ms", report.totalTime().toMillis())
        .log(report.dryRun() ? "sweep completed, dry run" : "sweep completed");
  }

  /**
   * Returns the time that a client sent, or the unchanged timestamp if it is no valid time. A
   * client can send any timestamp.
   */
  private static Object time(Tai64n timestamp) {
    return timestamp.toInstant().<Object>map(time -> time).orElse(timestamp);
  }

  private LoggingEventBuilder at(Level level) {
    return log.atLevel(level).addKeyValue("interface", interfaceName);
  }

  private static Map<String, Integer> words(Map<? extends Enum<?>, Integer> counts) {
    Map<String, Integer> words = new TreeMap<>();
    counts.forEach((name, count) -> words.put(word(name), count));
    return words;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
