package io.jitpeers.internal;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.common.StatisticsSnapshot.FleetCounts;
import io.jitpeers.internal.device.RepeatedLooks;
import io.jitpeers.internal.eviction.Evictor;
import io.jitpeers.internal.fleet.Locations;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PublicKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts that record which peers this gateway has. The record is kept in the directory that all
 * gateways of a fleet share. These parts neither start nor close the {@link Fleet}; the replay
 * memory does both. Thread-safe.
 */
final class LocationPipeline implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

  private final PipelineConfig config;
  private final Scheduler scheduler;
  private final Events events;
  private final Locations locations;
  private volatile @Nullable HotSet peers;
  private volatile @Nullable Evictor evictor;
  private volatile @Nullable RepeatedLooks looks;

  private LocationPipeline(
      PipelineConfig config, Fleet fleet, String gateway, Events events, Scheduler scheduler) {
    this.config = config;
    this.events = events;
    this.scheduler = scheduler;
    this.locations =
        new Locations(
            fleet.directory(),
            gateway,
            this::isOurs,
            this::evict,
            this::look,
            events,
            config.time(),
            scheduler);
  }

  /** Creates the parts; returns null if there is no fleet or this gateway has no name. */
  static @Nullable LocationPipeline of(PipelineConfig config, Events events, Scheduler scheduler) {
    Fleet fleet = config.fleet();
    if (fleet == null) {
      return null;
    }
    String gateway = config.fleetOptions().gateway().orElse(null);
    if (gateway == null) {
      log.info(
          "without fleet.gateway, the fleet does not record which clients have a session with"
              + " this gateway");
      return null;
    }
    return new LocationPipeline(config, fleet, gateway, events, scheduler);
  }

  /** Returns the part that tracks which peers this gateway has. */
  Locations locations() {
    return locations;
  }

  /**
   * Connects these parts to the hot set, the store, and the writer that evicts peers. The hot set
   * contains the resident peers. Called once, before {@link #start}.
   */
  void connect(HotSet hotSet, Evictor writer, PeerStore store, Executor sweeper) {
    peers = hotSet;
    evictor = writer;
    looks =
        new RepeatedLooks(
            store, hotSet, events, config.time(), scheduler, sweeper, locations::nextLook);
    events.subscribe((JitEvent event) -> locations.onEvent(event));
  }

  private boolean isOurs(PublicKey key) {
    HotSet connected = peers;
    return connected != null && connected.isStaying(key) && !connected.isForeign(key);
  }

  private CompletableFuture<Evictor.Result> evict(
      List<Eviction> evictions, Predicate<Eviction> stillWanted) {
    Evictor connected = evictor;
    return connected == null
        ? CompletableFuture.completedFuture(
            new Evictor.Result(List.of(), List.of(), List.copyOf(evictions)))
        : connected.evict(evictions, stillWanted);
  }

  private void look() {
    RepeatedLooks connected = looks;
    if (connected != null) {
      connected.arm();
    }
  }

  void start() {
    locations.start();
  }

  /** Tries again to schedule work if an earlier attempt to schedule it failed. */
  void nudge() {
    locations.nudge();
    look();
  }

  /** Returns the given counts of the fleet together with the counts of peers' locations. */
  FleetCounts counts(FleetCounts fleet) {
    return fleet.located(locations.located(), locations.waiting(), locations.arrivals());
  }

  @Override
  public void close() {
    RepeatedLooks connected = looks;
    if (connected != null) {
      connected.close();
    }
    locations.close();
  }
}
