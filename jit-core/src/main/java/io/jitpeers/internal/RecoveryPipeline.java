package io.jitpeers.internal;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.common.StatisticsSnapshot;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.PeerTracker;
import io.jitpeers.internal.hotset.PeerTrackers;
import io.jitpeers.internal.recovery.KnownEndpoints;
import io.jitpeers.internal.recovery.RecoveryPace;
import io.jitpeers.internal.recovery.RecoveryStage;
import io.jitpeers.internal.recovery.Whereabouts;
import io.jitpeers.internal.wakeup.WakeUpStage;
import io.jitpeers.internal.watch.StageProgress;
import io.jitpeers.internal.watch.StageWatch;
import io.jitpeers.recovery.TransportHandler;
import io.jitpeers.recovery.TransportSource;
import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.time.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The parts that recover lost sessions. When a client sends transport data for a session that the
 * gateway no longer has, these parts request that the client's peer is installed again.
 * Thread-safe.
 */
final class RecoveryPipeline {
  private final PipelineConfig config;
  private final TransportSource source;
  private final KnownEndpoints known;
  private final RecoveryPace pace;
  private @Nullable RecoveryStage stage;

  private RecoveryPipeline(PipelineConfig config, TransportSource source) {
    this.config = config;
    this.source = source;
    this.known = new KnownEndpoints(config.recoveryOptions(), config.time());
    this.pace = new RecoveryPace(config.recoveryOptions(), config.time());
  }

  /** Creates the parts; returns null if there is no source of transport data. */
  static @Nullable RecoveryPipeline of(PipelineConfig config) {
    TransportSource source = config.transportSource();
    return source == null ? null : new RecoveryPipeline(config, source);
  }

  /** Returns a tracker that passes each change of this gateway's peers to these parts. */
  PeerTracker tracker() {
    return PeerTrackers.of(known, pace);
  }

  /**
   * Connects these parts to the hot set, which contains the resident peers, and to provisioning.
   * Called once, before {@link #start}.
   *
   * @param locations the parts that record in the fleet's directory which peers this gateway has;
   *     null if this gateway records none there
   */
  void connect(
      HotSet hotSet,
      WakeUpStage.Demands demands,
      Events events,
      Scheduler scheduler,
      @Nullable LocationPipeline locations) {
    Fleet fleet = config.fleet();
    FleetDirectory directory = fleet == null ? null : fleet.directory();
    Whereabouts whereabouts =
        new Whereabouts(
            known,
            directory,
            locations == null ? from -> {} : locations.locations()::takesOver,
            config.fleetOptions().replayWait(),
            config.time(),
            scheduler);
    stage =
        new RecoveryStage(
            config.recoveryOptions(),
            pace,
            hotSet,
            whereabouts,
            demands,
            events,
            config.time(),
            config.random());
    events.subscribe(this::onEvent);
  }

  /**
   * Forgets a client's endpoint if the client's peer was evicted because it was revoked, because it
   * expired, or because the client has moved to another gateway. After a move, only the other
   * gateway's entry in the fleet's directory shows where the client is.
   */
  private void onEvent(JitEvent event) {
    if (event instanceof JitEvent.PeerEvicted evicted) {
      EvictionCause cause = evicted.cause();
      if (cause == EvictionCause.REVOKED
          || cause == EvictionCause.EXPIRED
          || cause == EvictionCause.MOVED) {
        known.forget(evicted.key());
      }
    }
  }

  /**
   * Starts the source of transport data. The given watch notices if the handler of the source's
   * packets hangs.
   */
  void start(StageWatch stages) {
    TransportHandler handler = connected();
    StageProgress progress =
        stages.stage("the reader of clients' data", "lost sessions are not recovered").visitor();
    source.start(
        packet -> {
          progress.begin();
          try {
            handler.onPacket(packet);
          } finally {
            progress.end();
          }
        });
  }

  /** Returns the counts of packets by outcome. */
  JitStatistics.Recoveries statistics() {
    return new StatisticsSnapshot.RecoveryCounts(connected().counts());
  }

  /** Returns how often the stage that recovers sessions failed. */
  long failures() {
    return connected().failures();
  }

  private RecoveryStage connected() {
    RecoveryStage connected = stage;
    if (connected == null) {
      throw new IllegalStateException("the stage that recovers sessions is not connected yet");
    }
    return connected;
  }
}
