package io.jitpeers.internal;

import io.jitpeers.recovery.TransportSource;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.wakeup.OutboundSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the counters of all sources. If a source fails, the counters that were last read from it
 * are used, and the other sources are not affected. The failure is logged once, and again only if
 * the source worked in between. Thread-safe.
 */
final class SourceReadings {
  private static final Logger log = LoggerFactory.getLogger(SourceReadings.class);
  private static final SourceStatistics NONE = SourceStatistics.of(0, 0, 0);

  private final List<Reading> readings = new ArrayList<>();

  SourceReadings(PipelineConfig config) {
    for (PacketSource source : config.packetSources()) {
      readings.add(new Reading("packet source", source, source::name, source::statistics));
    }
    OutboundSource outbound = config.outboundSource();
    if (outbound != null) {
      readings.add(
          new Reading(
              "source of outbound packets", outbound, outbound::name, outbound::statistics));
    }
    TransportSource transport = config.transportSource();
    if (transport != null) {
      readings.add(
          new Reading(
              "source of transport data", transport, transport::name, transport::statistics));
    }
  }

  /** Returns the counters of each source, by its name. */
  Map<String, SourceStatistics> read() {
    Map<String, SourceStatistics> all = new TreeMap<>();
    readings.forEach(reading -> reading.addTo(all));
    return all;
  }

  /** Returns how many packets the kernel dropped before a source could receive them. */
  long droppedByKernel() {
    return read().values().stream().mapToLong(SourceStatistics::droppedByKernel).sum();
  }

  /** The latest reading of one source. */
  private static final class Reading {
    private final String kind;
    private final Supplier<String> nameNow;
    private final Supplier<SourceStatistics> counters;
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile String name;
    private volatile SourceStatistics latest = NONE;

    Reading(
        String kind, Object source, Supplier<String> name, Supplier<SourceStatistics> counters) {
      this.kind = kind;
      this.nameNow = name;
      this.counters = counters;
      this.name = source.getClass().getName();
    }

    void addTo(Map<String, SourceStatistics> all) {
      try {
        name = Objects.requireNonNull(nameNow.get(), "name");
        latest = Objects.requireNonNull(counters.get(), "statistics");
        failing.set(false);
      } catch (RuntimeException | Error e) {
        if (failing.compareAndSet(false, true)) {
          log.warn(
              "the counters of the {} {} could not be read; until they can be read, their latest"
                  + " values are used, or 0 if there are none",
              kind,
              name,
              e);
        }
      }
      putUnique(all, name, latest);
    }

    /** Adds counters under a name, with a number appended if two sources have the same name. */
    private static void putUnique(
        Map<String, SourceStatistics> all, String name, SourceStatistics counters) {
      String unique = name;
      for (int i = 2; all.containsKey(unique); i++) {
        unique = name + "#" + i;
      }
      all.put(unique, counters);
    }
  }
}
