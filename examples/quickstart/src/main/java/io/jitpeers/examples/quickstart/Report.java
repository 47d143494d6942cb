package io.jitpeers.examples.quickstart;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.spi.PacketOutcome;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The results of the quick start. Immutable, because nothing is added to the stage times after the
 * report was created.
 */
final class Report {
  /**
   * The outcomes that count as refused. A rejected packet is not to reach the data plane, for
   * example because it is forged or because its peer is unknown. A packet that was not examined
   * exceeded a limit. The quick start installs no peer for a packet with one of these outcomes.
   */
  private static final Set<PacketOutcome> REFUSED =
      EnumSet.of(PacketOutcome.REJECTED, PacketOutcome.NOT_EXAMINED);

  private final @Nullable ClaimFailedException failure;
  private final int provisioned;
  private final int reprovisioned;
  private final Map<EvictionCause, Integer> evicted;
  private final Map<Outcome, Long> outcomes;
  private final long noInitiations;
  private final StageTimes times;
  private final List<String> chart;

  private Report(World world, @Nullable ClaimFailedException failure) {
    this.failure = failure;
    this.provisioned = world.tally().provisioned().size();
    this.reprovisioned = world.tally().reprovisioned().size();
    this.evicted = world.tally().evicted();
    this.outcomes = world.tally().outcomes();
    this.noInitiations = world.tally().noInitiations();
    this.times = world.times();
    this.chart = world.chart().lines();
  }

  static Report of(World world, @Nullable ClaimFailedException failure) {
    return new Report(world, failure);
  }

  /** Returns the claim that failed, or empty if all claims were verified. */
  Optional<ClaimFailedException> failure() {
    return Optional.ofNullable(failure);
  }

  int provisioned() {
    return provisioned;
  }

  int reprovisioned() {
    return reprovisioned;
  }

  Map<EvictionCause, Integer> evicted() {
    return evicted;
  }

  int evictedInAll() {
    return evicted.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Returns the number of packets for each outcome that occurred, in the order of the pipeline. */
  Map<Outcome, Long> outcomes() {
    Map<Outcome, Long> happened = new LinkedHashMap<>();
    outcomes.forEach(
        (outcome, count) -> {
          if (count > 0) {
            happened.put(outcome, count);
          }
        });
    return happened;
  }

  /** Returns the number of refused datagrams for each reason, by the reason's label. */
  Map<String, Long> rejected() {
    Map<String, Long> rejected = new LinkedHashMap<>();
    if (noInitiations > 0) {
      rejected.put(Outcome.NOT_AN_INITIATION.label(), noInitiations);
    }
    outcomes()
        .forEach(
            (outcome, count) -> {
              if (REFUSED.contains(outcome.packetOutcome())) {
                rejected.merge(outcome.label(), count, Long::sum);
              }
            });
    return rejected;
  }

  long noInitiations() {
    return noInitiations;
  }

  /**
   * Returns a percentile of a stage's duration, in microseconds; 0 if no packet passed the stage.
   */
  long micros(Stage stage, int percent) {
    return times.percentileMicros(stage, percent);
  }

  int count(Stage stage) {
    return times.count(stage);
  }

  List<String> chart() {
    return chart;
  }
}
