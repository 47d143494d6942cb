package io.jitpeers.statistics;

import io.jitpeers.event.WakeUpOutcome;
import io.jitpeers.spi.ConfigSourceStatistics;
import io.jitpeers.spi.SourceStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Counters and sizes at one moment. Immutable. Counters only grow. If they are read while packets
 * are processed, they may differ from each other by a few packets. While no packet is being
 * processed, {@code received} is the sum of {@code outcomes}.
 *
 * <p>Only the orchestrator implements this interface and the interfaces in it, so later versions
 * may add methods to them.
 */
public interface JitStatistics extends OutcomeCounts {

  /** {@return when they were read, by the orchestrator's wall clock} */
  Instant at();

  /** {@return the number of packets that sources delivered} */
  long received();

  /** {@return how the control plane was asked} */
  Lookups lookups();

  /** {@return what the config source counts itself, such as an HTTP source's timeouts} */
  ConfigSourceStatistics configSource();

  /** {@return how the store was changed} */
  Store store();

  /** {@return what sweeps did besides evicting} */
  Sweeps sweeps();

  /** {@return how the control plane was asked again about resident peers} */
  Revalidations revalidations();

  /** {@return the journal of installed peers, which survives a restart} */
  Journal journal();

  /** {@return the number of resident peers that another program removed} */
  long lost();

  /**
   * {@return the traffic of all peers, including peers that have left, as of the latest listing}
   */
  Traffic traffic();

  /** {@return how often the device was created anew or changed its key} */
  long deviceChanges();

  /** {@return the number of peers believed to be on the device} */
  int resident();

  /** {@return the number of peers that are being provisioned} */
  int pending();

  /** {@return the number of packets that wait to be opened} */
  int queued();

  /** {@return the number of keys whose newest timestamp is remembered} */
  long replayMemorySize();

  /**
   * {@return the number of keys that were forgotten because the memory was full; recordings of
   * their initiations can be replayed}
   */
  long replayMemoryForgotten();

  /** {@return how the replay memory is written to its store, so that it survives a restart} */
  ReplayStore replayStore();

  /** {@return what was done about clients whose clocks are wrong} */
  Clocks clocks();

  /** {@return how often a listener, an observer or a source's completion threw} */
  long listenerFailures();

  /** {@return calls and stages that take too long, and events that listeners did not receive} */
  Waits waits();

  /** {@return the counters of each packet source and of the outbound source, by its name} */
  Map<String, SourceStatistics> sources();

  /** How the control plane was asked. */
  interface Lookups {

    /** {@return the number of lookups that the config source was asked to do} */
    long asked();

    /** {@return the number of lookups it is doing now} */
    int inFlight();

    /** {@return the number of lookups that wait for their turn} */
    int waiting();

    /** {@return whether the latest lookup that ended was answered, if there was one} */
    ControlPlaneState controlPlane();

    /** {@return whether the latest lookup that ended was answered; true if there was none yet} */
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
     * {@return the number of initiations that were refused without a lookup, because a refusal of
     * the same key a moment before still applied}
     */
    long refusalsUsed();

    /** {@return how many times the control plane postponed a lookup} */
    long postponed();

    /**
     * {@return the maximum number of lookups started per second, which is derived from postponed
     * lookups; 0 if there is no limit}
     */
    double pace();
  }

  /** How the store was changed. */
  interface Store {

    /**
     * {@return the number of batches of installs; group commit makes them fewer than installed
     * peers}
     */
    long installBatches();

    /** {@return the number of batches of changes to installed peers} */
    long updateBatches();

    /** {@return the number of batches of removals} */
    long removalBatches();

    /** {@return the number of peers that the store failed to install, change or remove} */
    long failures();

    /**
     * {@return the number of resident peers that were not being answered and were installed again}
     */
    long installedAgain();

    /**
     * {@return the number of installed peers to which the data plane could not be made to initiate
     * a handshake}
     */
    long failedInitiations();
  }

  /** How the control plane was asked again about resident peers, and with which results. */
  interface Revalidations extends RevalidationStatistics {}

  /**
   * Bytes of all peers, encryption overhead included. A peer that was found when the orchestrator
   * started, or that another program installed, counts from when it was first listed. The traffic
   * of a peer after the last listing before it left is not included.
   */
  interface Traffic {

    /** {@return the bytes received from peers} */
    long rxBytes();

    /** {@return the bytes sent to peers} */
    long txBytes();
  }

  /**
   * The journal of installed peers, which survives restarts of the process. Without a state
   * directory it is healthy and empty.
   */
  interface Journal {

    /** {@return the number of peers in the journal, without changes that wait to be written} */
    int peers();

    /** {@return whether the last attempt to write it succeeded} */
    boolean healthy();

    /** {@return how often it could not be read or written} */
    long failures();

    /**
     * {@return the number of changes that were dropped because too many waited for a failing disk}
     */
    long dropped();
  }

  /**
   * How the replay memory is written to its store in the background. Without a replay store it is
   * healthy and nothing is behind.
   */
  interface ReplayStore {

    /** {@return whether there is a replay store} */
    boolean used();

    /** {@return whether the last attempt to write succeeded, and none has hung for 10 s} */
    boolean healthy();

    /**
     * {@return the number of {@linkplain io.jitpeers.spi.ReplayMark marks} that changed and are not
     * written yet}
     */
    int behind();

    /** {@return for how long the oldest of them has waited; zero if none does} */
    Duration oldestBehind();

    /** {@return when a group was written last, by the wall clock; empty if none was} */
    Optional<Instant> lastWrite();

    /** {@return the number of marks that were written} */
    long written();

    /** {@return how often a group could not be written} */
    long failures();

    /** {@return how often damaged or lost data was found at the start} */
    long damages();
  }

  /** What sweeps did besides evicting. */
  interface Sweeps {

    /** {@return the number of sweeps that ended with a report, dry runs included} */
    long completed();

    /**
     * {@return the number of sweeps that failed, because the device could not be listed or a policy
     * failed}
     */
    long failed();

    /** {@return whether the latest sweep that ended was one of those that {@link #failed}} */
    boolean failing();

    /** {@return the number of selections of a policy that named no resident peer, or one twice} */
    long ignoredSelections();

    /**
     * {@return the number of lookups that checked whether the control plane can be reached again,
     * and failed}
     */
    long failedProbes();

    /** {@return the number of found peers that were adopted} */
    long adopted();

    /** {@return the number of lookups of found peers that got no usable answer} */
    long failedAdoptionLookups();

    /**
     * {@return how many resident peers can be swept in the target time; {@link Integer#MAX_VALUE}
     * if there is no limit}
     */
    int suggestedLimit();
  }

  /**
   * Calls and stages that take too long, and events that listeners did not receive because of it.
   */
  interface Waits extends WaitStatistics {}

  /** What was done about clients whose clocks are wrong. */
  interface Clocks {

    /**
     * {@return the number of initiations that were refused because they were older than the newest
     * one of their key, and not accepted before, including those of unknown keys}
     */
    long behind();

    /** {@return the number of times that the timestamps of a key were reset} */
    long resets();
  }

  /**
   * How traffic from the private side brought evicted peers back. Without a source of outbound
   * packets everything is 0.
   */
  interface WakeUps {

    /** {@return the numbers of outbound packets by outcome; every outcome is present} */
    Map<WakeUpOutcome, Long> outcomes();

    /** {@return the number of peers that could be woken or are resident} */
    int remembered();
  }
}
