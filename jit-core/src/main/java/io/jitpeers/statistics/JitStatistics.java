package io.jitpeers.statistics;

import io.jitpeers.event.WakeUpOutcome;
import io.jitpeers.spi.ConfigSourceStatistics;
import io.jitpeers.spi.SourceStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Counters and sizes at one moment. Immutable. Counters only grow; taken while packets pass, they
 * may be a few packets apart from each other. Once nothing is on its way, {@code received} is the
 * sum of {@code outcomes}.
 *
 * <p>Made by the orchestrator only: this and the interfaces in it may gain methods.
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

  /** {@return how the control plane was asked again about peers that stay} */
  Revalidations revalidations();

  /** {@return the journal of installed peers, which survives a restart} */
  Journal journal();

  /** {@return the number of resident peers that another program removed} */
  long lost();

  /**
   * {@return what all peers have moved together, those that have left included, as far as listings
   * showed it}
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
   * these can be replayed}
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

  /** {@return what each packet source has seen, by its name, and the source of outbound packets} */
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

    /** {@return the number of configs taken from memory while fresh} */
    long positiveCacheHits();

    /** {@return the number of not-found answers taken from memory} */
    long negativeCacheHits();

    /** {@return the number of configs used stale because the control plane could not answer} */
    long staleUsed();

    /** {@return the number of remembered configs that the control plane said still hold} */
    long notModified();

    /** {@return the number of configs in memory, about} */
    long positiveCacheSize();

    /** {@return the number of not-found answers in memory, about} */
    long negativeCacheSize();

    /**
     * {@return the number of peers that were refused as they had been a moment ago, without asking
     * again}
     */
    long refusalsUsed();

    /** {@return the number of times that the control plane wanted to be asked later} */
    long postponed();

    /**
     * {@return how many lookups are begun in a second at most, as was found out when the control
     * plane wanted to be asked later; 0 without a limit}
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

    /** {@return the number of batches of changes of peers that were there} */
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
     * {@return the number of peers that were installed and whose data plane could not be made to
     * initiate a handshake}
     */
    long failedInitiations();
  }

  /** How the control plane was asked again about peers that stay, and what came of it. */
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

    /** {@return whether there is one} */
    boolean used();

    /** {@return whether the last attempt to write succeeded, and none has hung for 10 s} */
    boolean healthy();

    /** {@return the number of marks that changed and are not written yet} */
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
     * {@return the number of sweeps that could not be done: the device could not be listed, or a
     * policy failed}
     */
    long failed();

    /** {@return whether the latest sweep that ended was one of those that {@link #failed}} */
    boolean failing();

    /** {@return the number of selections of a policy that named no resident peer, or one twice} */
    long ignoredSelections();

    /**
     * {@return the number of lookups that should have shown that the control plane can be reached
     * again, and did not}
     */
    long failedProbes();

    /** {@return the number of found peers that were adopted} */
    long adopted();

    /** {@return the number of lookups of found peers that got no usable answer} */
    long failedAdoptionLookups();

    /**
     * {@return how many resident peers can be swept in good time; {@link Integer#MAX_VALUE} if that
     * is not limited}
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
     * one of their key, and not accepted before; strangers' included}
     */
    long behind();

    /** {@return the number of times that a key's timestamps were made to start anew} */
    long resets();
  }

  /**
   * How traffic from the private side brought evicted peers back. Without a source of outbound
   * packets everything is 0.
   */
  interface WakeUps {

    /**
     * {@return the numbers of outbound packets by what became of them; every outcome is present}
     */
    Map<WakeUpOutcome, Long> outcomes();

    /** {@return the number of peers that could be woken or are resident} */
    int remembered();
  }
}
