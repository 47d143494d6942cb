package io.jitpeers.internal;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.common.StatisticsSnapshot;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.wakeup.RememberedPeers;
import io.jitpeers.internal.wakeup.WakeUpStage;
import io.jitpeers.internal.watch.StageProgress;
import io.jitpeers.internal.watch.StageWatch;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.wakeup.OutboundSource;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts that wake evicted peers: when an outbound packet is addressed to such a peer, they
 * request that the peer is installed again. The parts exist only if there is a source of outbound
 * packets.
 */
final class WakeUpPipeline {
  private static final Set<EvictionCause> FORGOTTEN =
      EnumSet.of(EvictionCause.REVOKED, EvictionCause.EXPIRED, EvictionCause.MOVED);

  private final PipelineConfig config;
  private final OutboundSource source;
  private final RememberedPeers remembered;
  private @Nullable WakeUpStage stage;

  private WakeUpPipeline(PipelineConfig config, OutboundSource source) {
    this.config = config;
    this.source = source;
    this.remembered = new RememberedPeers(config.wakeUpOptions(), config.time());
  }

  /** Creates the parts; returns null if there is no source of outbound packets. */
  static @Nullable WakeUpPipeline of(PipelineConfig config) {
    OutboundSource source = config.outboundSource();
    return source == null ? null : new WakeUpPipeline(config, source);
  }

  /**
   * Returns the memory of resident and recently resident peers. A peer in this memory that is not
   * resident can be woken.
   */
  RememberedPeers remembered() {
    return remembered;
  }

  /**
   * Connects this pipeline to the hot set, which contains the resident peers, and to provisioning.
   * Called once, before {@link #start}.
   */
  void connect(HotSet hotSet, WakeUpStage.Demands demands, Events events) {
    stage =
        new WakeUpStage(
            config.wakeUpOptions(),
            new WakeUpStage.Dependencies(
                hotSet, remembered, demands, events, config.time(), config.random()));
    events.subscribe(this::onEvent);
  }

  /**
   * Forgets a revoked or expired peer after its eviction, so that it is not woken. A revoked peer
   * was already forgotten before its eviction, but a listing in progress may have recorded it again
   * since then. Also forgets a peer whose client has moved to another gateway, because a wake-up
   * would take the client away from that gateway. A peer that was evicted for another cause may be
   * woken.
   */
  private void onEvent(JitEvent event) {
    if (event instanceof JitEvent.PeerEvicted evicted && FORGOTTEN.contains(evicted.cause())) {
      remembered.forget(evicted.key());
    }
  }

  /**
   * Starts the source of outbound packets. The given watch notices if the handler of outbound
   * packets hangs.
   */
  void start(StageWatch stages) {
    WakeUpStage handler = connected();
    StageProgress progress =
        stages
            .stage("the reader of outbound packets", "outbound packets wake no peers meanwhile")
            .visitor();
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
  JitStatistics.WakeUps statistics() {
    return new StatisticsSnapshot.WakeUpCounts(connected().counts(), remembered.size());
  }

  /** Returns how often the source of outbound packets, or the stage that wakes peers, failed. */
  long failures() {
    return connected().failures();
  }

  private WakeUpStage connected() {
    WakeUpStage connected = stage;
    if (connected == null) {
      throw new IllegalStateException("the stage that wakes peers is not connected yet");
    }
    return connected;
  }
}
