package io.jitpeers.statistics;

import io.jitpeers.event.RecoveryOutcome;
import io.jitpeers.event.WakeUpOutcome;
import io.jitpeers.spi.ConfigSourceStatistics;
import io.jitpeers.spi.SourceStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Counters and sizes at one moment. Immutable. Counters never decrease. If the statistics are read
 * while packets are being processed, the counters may differ from each other by a few packets.
 * While no packet is being processed, {@code received} is the sum of {@code outcomes}.
 *
 * <p>Only the orchestrator implements this interface and its nested interfaces, so later versions
 * may add methods.
 */
public interface JitStatistics extends OutcomeCounts {

  /** {@return when the counters were read, by the orchestrator's wall clock} */
  Instant at();

  /**
   * {@return the name of the X25519 implementation that opens initiations, as in the setting {@code
   * crypto.x25519}, such as {@code bouncy-castle}}
   */
  String x25519();

  /** {@return the number of packets that sources delivered} */
  long received();

  /** {@return the counters for lookups of configs} */
  Lookups lookups();

  /** {@return the config source's own statistics, such as an HTTP source's timeouts} */
  ConfigSourceStatistics configSource();

  /** {@return the counters for the peer store, which installs, changes and removes peers} */
  Store store();

  /** {@return the counters for sweeps, the periodic runs that evict peers} */
  Sweeps sweeps();

  /** {@return the counters for repeated lookups of resident peers} */
  Revalidations revalidations();

  /** {@return the statistics of the journal, which records the installed peers across restarts} */
  Journal journal();

  /** {@return the number of resident peers that another program removed from the device} */
  long lost();

  /**
   * {@return the traffic of all peers, including peers that are no longer resident, as of the
   * latest listing}
   */
  Traffic traffic();

  /** {@return how often the device was created anew or changed its key} */
  long deviceChanges();

  /**
   * {@return the number of resident peers: the peers that, as far as the gateway knows, are on the
   * device}
   */
  int resident();

  /**
   * {@return the number of resident peers whose clients are connected, as of the latest listing;
   * see {@link io.jitpeers.event.JitEvent.PeerConnected}}
   */
  int connected();

  /** {@return the number of peers that are being provisioned} */
  int pending();

  /** {@return the number of packets that wait to be opened} */
  int queued();

  /** {@return the number of keys whose newest timestamp is remembered} */
  long replayMemorySize();

  /**
   * {@return the number of keys that were forgotten because the replay memory was full; a recorded
   * initiation of such a key is accepted again}
   */
  long replayMemoryForgotten();

  /**
   * {@return the counters for writing the replay memory to a store that keeps it across restarts}
   */
  ReplayStore replayStore();

  /** {@return the counters for the data that this gateway shares with other gateways} */
  Fleet fleet();

  /** {@return the counters for clients whose clocks are wrong} */
  Clocks clocks();

  /**
   * {@return the number of these failures: exceptions from listeners, observers, the {@linkplain
   * io.jitpeers.trace.ProvisioningTracer tracer} and the parts of this library that receive events;
   * exceptions that packet sources threw when they received a packet's outcome; failures of the
   * clock that times events and stages; failures of JDK Flight Recorder; failures of the stages
   * that wake peers or recover sessions; header fields from the tracer that cannot be sent; calls
   * to the tracer for which no thread could be started}
   */
  long listenerFailures();

  /**
   * {@return the counters for calls and stages that take too long, and for events that were
   * dropped}
   */
  Waits waits();

  /**
   * {@return the counters of each source, by the source's name: the packet sources, the source of
   * outbound packets and the source of transport data}
   */
  Map<String, SourceStatistics> sources();

  /** The counters for lookups of configs in the cache and the control plane. */
  interface Lookups {

    /** {@return the number of lookups that were passed to the config source} */
    long asked();

    /** {@return the number of lookups that the config source is doing now} */
    int inFlight();

    /** {@return the number of lookups that wait for their turn} */
    int waiting();

    /** {@return whether the lookup that ended last was answered; NOT_ASKED if none has ended} */
    ControlPlaneState controlPlane();

    /**
     * {@return whether the lookup that ended last got an answer; true if no lookup has ended yet}
     */
    default boolean reachable() {
      return controlPlane() != ControlPlaneState.UNREACHABLE;
    }

    /** {@return the number of fresh configs taken from the cache} */
    long positiveCacheHits();

    /** {@return the number of not-found answers taken from the cache} */
    long negativeCacheHits();

    /** {@return the number of stale configs used because the control plane could not answer} */
    long staleUsed();

    /** {@return the number of cached configs that the control plane confirmed as unchanged} */
    long notModified();

    /** {@return the approximate number of cached configs} */
    long positiveCacheSize();

    /** {@return the approximate number of cached not-found answers} */
    long negativeCacheSize();

    /**
     * {@return the number of initiations that were refused without a lookup, because the gateway
     * had refused an initiation with the same key less than 3 s before}
     */
    long refusalsUsed();

    /**
     * {@return how many times the control plane postponed a lookup, for example with 429 Too Many
     * Requests}
     */
    long postponed();

    /**
     * {@return the current limit on the number of lookups that are started per second; 0 if there
     * is no limit. A limit applies after the control plane has postponed lookups}
     */
    double pace();
  }

  /** The counters for the peer store, which installs, changes and removes peers. */
  interface Store {

    /**
     * {@return the number of batches of installs; a batch can install several peers, so this number
     * can be smaller than the number of installed peers}
     */
    long installBatches();

    /** {@return the number of batches of changes to installed peers} */
    long updateBatches();

    /** {@return the number of batches of removals} */
    long removalBatches();

    /** {@return the number of peers that the store failed to install, change or remove} */
    long failures();

    /**
     * {@return the number of times that a resident peer was installed again because the data plane
     * did not answer the initiations of the peer's client}
     */
    long installedAgain();

    /**
     * {@return the number of installed peers with which the data plane could not initiate a
     * handshake}
     */
    long failedInitiations();
  }

  /** The counters for repeated lookups of resident peers. */
  interface Revalidations extends RevalidationStatistics {}

  /**
   * The bytes sent to and received from all peers, including encryption overhead. If a peer was
   * found when the orchestrator started, or if another program installed it, only the bytes after
   * the peer's first listing are counted. Traffic between a peer's last listing and its removal is
   * not included.
   */
  interface Traffic {

    /** {@return the bytes received from peers} */
    long rxBytes();

    /** {@return the bytes sent to peers} */
    long txBytes();
  }

  /**
   * The statistics of the journal, which records the installed peers across restarts of the
   * process. Without a state directory, the journal is healthy and empty.
   */
  interface Journal {

    /**
     * {@return the number of peers in the journal; changes that wait to be written are not counted}
     */
    int peers();

    /** {@return whether the last attempt to write the journal succeeded} */
    boolean healthy();

    /** {@return how often the journal could not be read or written} */
    long failures();

    /**
     * {@return the number of changes that were dropped because too many changes waited for a
     * failing disk}
     */
    long dropped();
  }

  /**
   * The counters for writing the replay memory to its store in the background. Without a replay
   * store, {@link #healthy} is true and {@link #behind} is 0.
   */
  interface ReplayStore {

    /** {@return whether a replay store is configured} */
    boolean used();

    /**
     * {@return whether the latest attempt to write succeeded and {@link #oldestBehind} is less than
     * 10 s}
     */
    boolean healthy();

    /**
     * {@return the number of {@linkplain io.jitpeers.spi.ReplayMark marks} that have changed and
     * have not been written yet}
     */
    int behind();

    /** {@return how long the oldest unwritten mark has waited; zero if no mark waits} */
    Duration oldestBehind();

    /**
     * {@return when a group of marks was last written, by the wall clock; empty if no group was
     * written}
     */
    Optional<Instant> lastWrite();

    /** {@return the number of {@linkplain io.jitpeers.spi.ReplayMark marks} that were written} */
    long written();

    /** {@return how often a group of marks could not be written} */
    long failures();

    /** {@return how many times the store found damaged or lost data, at the start or later} */
    long damages();
  }

  /**
   * The counters for the data that gateways share: replay marks and locations of peers. Without a
   * fleet, {@link #reachable} is true and all counters are 0.
   */
  interface Fleet extends FleetStatistics {}

  /**
   * The counters for sweeps, the periodic runs that evict peers. The numbers of evicted peers are
   * in {@link JitStatistics#evictions}.
   */
  interface Sweeps {

    /** {@return the number of sweeps that ended with a report, dry runs included} */
    long completed();

    /**
     * {@return the number of sweeps that failed, because the device could not be listed or a policy
     * failed}
     */
    long failed();

    /** {@return whether the sweep that ended last has failed} */
    boolean failing();

    /**
     * {@return how many times a policy's selection of a peer was ignored, because the peer was not
     * resident or was selected twice}
     */
    long ignoredSelections();

    /**
     * {@return the number of failed lookups that checked whether the control plane can be reached}
     */
    long failedProbes();

    /**
     * {@return the number of peers that the gateway found on the device and adopted. The gateway
     * manages a peer from its adoption on}
     */
    long adopted();

    /**
     * {@return the number of lookups that got no usable answer; only lookups of peers that the
     * gateway found on the device are counted}
     */
    long failedAdoptionLookups();

    /**
     * {@return how many resident peers a sweep can handle within its target duration; {@link
     * Integer#MAX_VALUE} if there is no limit}
     */
    int suggestedLimit();
  }

  /**
   * The counters for calls and stages that take too long, and for events that were dropped as a
   * result.
   */
  interface Waits extends WaitStatistics {}

  /** The counters for clients whose clocks are wrong. */
  interface Clocks {

    /**
     * {@return the number of initiations that were refused because their timestamp was clearly
     * older than the newest timestamp of their key. Initiations with keys that the control plane
     * does not know are included. Initiations that the replay memory recognized as accepted before
     * are not included}
     */
    long behind();

    /** {@return the number of times that the timestamps of a key were reset} */
    long resets();
  }

  /**
   * The counters for wake-ups, in which outbound packets bring evicted peers back. Without a source
   * of outbound packets, all numbers are 0.
   */
  interface WakeUps {

    /** {@return the numbers of outbound packets by outcome; every outcome is present} */
    Map<WakeUpOutcome, Long> outcomes();

    /**
     * {@return the number of remembered peers: resident peers, and evicted peers that an outbound
     * packet can bring back}
     */
    int remembered();
  }

  /**
   * The counters for recoveries. In a recovery, a client sends data although its session was lost,
   * and its peer is therefore installed again.
   */
  interface Recoveries {

    /**
     * {@return the numbers of packets from clients whose peer is not resident, by outcome; every
     * outcome is present}
     */
    Map<RecoveryOutcome, Long> outcomes();
  }
}
