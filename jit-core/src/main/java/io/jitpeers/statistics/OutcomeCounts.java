package io.jitpeers.statistics;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.RecoveryOutcome;
import io.jitpeers.event.WakeUpOutcome;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.options.FirstPacketStrategy;
import java.util.Map;

/**
 * The counters of {@link JitStatistics} that count packets and peers by outcome, cause or strategy.
 */
interface OutcomeCounts {

  /** {@return the numbers of packets by outcome; every outcome is present} */
  Map<Outcome, Long> outcomes();

  /** {@return the numbers of evicted peers by cause; every cause is present} */
  Map<EvictionCause, Long> evictions();

  /**
   * {@return the numbers of peers evicted for {@link EvictionCause#POLICY}, by {@link
   * io.jitpeers.eviction.Eviction#label label}; contains at most 32 labels, and {@code other} for
   * all further labels}
   */
  Map<String, Long> policyEvictions();

  /**
   * {@return the numbers of packets whose peer was installed, by the strategy that answers the
   * client; every strategy is present, and the sum of the numbers is the number of packets with the
   * outcome INSTALLED}
   */
  Map<FirstPacketStrategy, Long> firstPackets();

  /** {@return the counters for wake-ups, in which outbound packets bring evicted peers back} */
  JitStatistics.WakeUps wakeUps();

  /**
   * {@return the counters for recoveries, in which data from clients brings back peers whose
   * sessions were lost}
   */
  JitStatistics.Recoveries recoveries();

  /**
   * Returns the number of packets with one outcome.
   *
   * @param outcome the outcome
   * @return the number of packets
   */
  default long count(Outcome outcome) {
    return outcomes().getOrDefault(outcome, 0L);
  }

  /**
   * Returns the number of outbound packets with one outcome.
   *
   * @param outcome the outcome
   * @return the number of outbound packets
   */
  default long count(WakeUpOutcome outcome) {
    return wakeUps().outcomes().getOrDefault(outcome, 0L);
  }

  /**
   * Returns the number of packets of transport data with one outcome.
   *
   * @param outcome the outcome
   * @return the number of packets
   */
  default long count(RecoveryOutcome outcome) {
    return recoveries().outcomes().getOrDefault(outcome, 0L);
  }

  /**
   * Returns the number of first packets that were answered with one strategy. A first packet is an
   * initiation that caused its peer to be installed.
   *
   * @param strategy the strategy
   * @return the number of first packets
   */
  default long count(FirstPacketStrategy strategy) {
    return firstPackets().getOrDefault(strategy, 0L);
  }

  /**
   * Returns the number of peers that were evicted for one cause.
   *
   * @param cause the cause
   * @return the number of peers
   */
  default long count(EvictionCause cause) {
    return evictions().getOrDefault(cause, 0L);
  }
}
