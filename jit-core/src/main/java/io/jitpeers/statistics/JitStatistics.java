package io.jitpeers.statistics;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.WakeUpOutcome;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.source.support.EnumCounters;
import io.jitpeers.spi.SourceStatistics;
import java.util.Map;

/**
 * Counters and sizes at one moment. Immutable. Counters only grow; taken while packets pass, they
 * may be a few packets apart from each other. Once nothing is on its way, {@code received} is the
 * sum of {@code outcomes}.
 *
 * @param received packets that sources delivered
 * @param outcomes packets by what became of them; every outcome is present
 * @param lookups how the control plane was asked
 * @param store how the store was changed
 * @param evictions evicted peers by cause; every cause is present
 * @param sweeps what sweeps did besides evicting
 * @param lost resident peers that somebody else removed
 * @param deviceChanges how often the device was created anew or changed its key
 * @param resident peers believed to be on the device
 * @param pending peers on their way in
 * @param queued packets that wait to be opened
 * @param replayMemorySize keys whose newest timestamp is remembered
 * @param replayMemoryForgotten keys that were forgotten for want of room; these can be replayed
 * @param listenerFailures how often a listener, an observer or a source's completion threw
 * @param sources what each packet source has seen, by its name, and the source of outbound packets
 * @param firstPackets packets whose peer was installed, by how their client is answered; every
 *     strategy is present, and the sum is the number of outcomes INSTALLED
 * @param wakeUps how traffic from the private side brought evicted peers back
 */
public record JitStatistics(
    long received,
    Map<Outcome, Long> outcomes,
    Lookups lookups,
    Store store,
    Map<EvictionCause, Long> evictions,
    Sweeps sweeps,
    long lost,
    long deviceChanges,
    int resident,
    int pending,
    int queued,
    long replayMemorySize,
    long replayMemoryForgotten,
    long listenerFailures,
    Map<String, SourceStatistics> sources,
    Map<FirstPacketStrategy, Long> firstPackets,
    WakeUps wakeUps) {

  /**
   * How the control plane was asked.
   *
   * @param asked lookups that the config source was asked to do
   * @param inFlight lookups it is doing now
   * @param waiting lookups that wait for their turn
   * @param reachable whether the latest lookup that ended was answered
   * @param positiveCacheHits configs taken from memory while fresh
   * @param negativeCacheHits not-found answers taken from memory
   * @param staleUsed configs used stale because the control plane could not answer
   * @param notModified remembered configs that the control plane said still hold
   * @param positiveCacheSize configs in memory, about
   * @param negativeCacheSize not-found answers in memory, about
   */
  public record Lookups(
      long asked,
      int inFlight,
      int waiting,
      boolean reachable,
      long positiveCacheHits,
      long negativeCacheHits,
      long staleUsed,
      long notModified,
      long positiveCacheSize,
      long negativeCacheSize) {}

  /**
   * How the store was changed.
   *
   * @param installBatches batches of installs; group commit makes them fewer than installed peers
   * @param removalBatches batches of removals
   * @param failures peers that the store failed to install or remove
   * @param installedAgain resident peers that were not being answered and were installed again
   * @param failedInitiations peers that were installed and whose data plane could not be made to
   *     initiate a handshake
   */
  public record Store(
      long installBatches,
      long removalBatches,
      long failures,
      long installedAgain,
      long failedInitiations) {}

  /**
   * What sweeps did besides evicting.
   *
   * @param completed sweeps that ended with a report, dry runs included
   * @param failed sweeps that could not be done: the device could not be listed, or a policy failed
   * @param ignoredSelections selections of a policy that named no resident peer, or one twice
   * @param failedProbes lookups that should have shown that the control plane can be reached again,
   *     and did not
   * @param adopted found peers that were adopted
   * @param failedAdoptionLookups lookups of found peers that got no usable answer
   * @param suggestedLimit how many resident peers can be swept in good time; {@link
   *     Integer#MAX_VALUE} if that is not limited
   */
  public record Sweeps(
      long completed,
      long failed,
      long ignoredSelections,
      long failedProbes,
      long adopted,
      long failedAdoptionLookups,
      int suggestedLimit) {}

  /**
   * How traffic from the private side brought evicted peers back. Without a source of outbound
   * packets everything is 0.
   *
   * @param outcomes outbound packets by what became of them; every outcome is present
   * @param remembered peers that could be woken or are resident
   */
  public record WakeUps(Map<WakeUpOutcome, Long> outcomes, int remembered) {
    /** Without a source of outbound packets. */
    public static final WakeUps NONE =
        new WakeUps(new EnumCounters<>(WakeUpOutcome.class).counts(), 0);
  }

  /**
   * Returns the number of packets that ended in one way.
   *
   * @param outcome which way
   * @return how many
   */
  public long count(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  /**
   * Returns the number of outbound packets that ended in one way.
   *
   * @param outcome which way
   * @return how many
   */
  public long count(WakeUpOutcome outcome) {
    return wakeUps.outcomes().getOrDefault(outcome, 0L);
  }

  /**
   * Returns the number of first packets whose client is answered in one way.
   *
   * @param strategy which way
   * @return how many
   */
  public long count(FirstPacketStrategy strategy) {
    return firstPackets.getOrDefault(strategy, 0L);
  }

  /**
   * Returns the number of peers that were evicted for one cause.
   *
   * @param cause why
   * @return how many
   */
  public long count(EvictionCause cause) {
    return evictions.getOrDefault(cause, 0L);
  }
}
