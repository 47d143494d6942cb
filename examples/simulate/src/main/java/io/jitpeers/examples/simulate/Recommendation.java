package io.jitpeers.examples.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The settings that keep the hot set (the resident peers) smallest without exceeding the limits,
 * with the reasons.
 *
 * @param result the chosen settings and what they do
 * @param keepsLimits whether the chosen settings keep the limits; false if no settings do
 * @param reasons the reasons, as sentences
 */
record Recommendation(SimulationResult result, boolean keepsLimits, List<String> reasons) {
  private static final Comparator<SimulationResult> SMALLEST_FIRST =
      Comparator.comparingDouble((SimulationResult result) -> result.hotSet().mean())
          .thenComparing(result -> result.plan().every(), Comparator.reverseOrder());

  /** Copies the list. */
  Recommendation {
    reasons = List.copyOf(reasons);
  }

  /**
   * Chooses the result with the smallest hot set among the results that keep the limits. If no
   * result keeps the limits, chooses the one with the fewest {@linkplain Limits#objections
   * objections}. If several results have the fewest objections, chooses from them the one with the
   * fewest refusals. If these are equally many, too, chooses the one with the smallest share of
   * installs soon after an eviction.
   *
   * @param results at least one
   */
  static Recommendation of(List<SimulationResult> results, Limits limits) {
    Optional<SimulationResult> best =
        results.stream().filter(result -> limits.objections(result).isEmpty()).min(SMALLEST_FIRST);
    return best.map(result -> new Recommendation(result, true, reasons(result, results, limits)))
        .orElseGet(() -> closest(results, limits));
  }

  private static Recommendation closest(List<SimulationResult> results, Limits limits) {
    SimulationResult least =
        results.stream()
            .min(
                Comparator.comparingInt(
                        (SimulationResult result) -> limits.objections(result).size())
                    .thenComparingLong(SimulationResult::refusals)
                    .thenComparingDouble(SimulationResult::soonAgainShare))
            .orElseThrow();
    return new Recommendation(
        least,
        false,
        List.of("But " + String.join(", and ", limits.objections(least)) + ".", size(least)));
  }

  private static List<String> reasons(
      SimulationResult chosen, List<SimulationResult> results, Limits limits) {
    List<String> reasons = new ArrayList<>();
    reasons.add(size(chosen));
    if (chosen.interrupted() > 0) {
      reasons.add(
          "Clients lose packets of a living session "
              + Texts.number(chosen.interrupted())
              + " times.");
    }
    sameCadence(results, chosen).stream()
        .filter(result -> result.plan().idleAfter().compareTo(chosen.plan().idleAfter()) < 0)
        .max(Comparator.comparing(result -> result.plan().idleAfter()))
        .ifPresent(shorter -> reasons.add(shorter(shorter, limits)));
    sameCadence(results, chosen).stream()
        .filter(result -> result.plan().idleAfter().compareTo(chosen.plan().idleAfter()) > 0)
        .min(Comparator.comparing(result -> result.plan().idleAfter()))
        .ifPresent(longer -> reasons.add(longer(longer, chosen)));
    return reasons;
  }

  private static List<SimulationResult> sameCadence(
      List<SimulationResult> results, SimulationResult chosen) {
    return results.stream()
        .filter(result -> result.plan().every().equals(chosen.plan().every()))
        .toList();
  }

  private static String size(SimulationResult result) {
    return "Resident peers: "
        + Texts.number(Math.round(result.hotSet().mean()))
        + " on average, at most "
        + Texts.number(result.hotSet().most())
        + ", for which the kernel needs "
        + Texts.megabytes(result.kernelBytes())
        + ". Pulls from the control plane: at most "
        + Texts.number(result.pulls().most())
        + " in a second.";
  }

  private static String shorter(SimulationResult shorter, Limits limits) {
    List<String> objections = limits.objections(shorter);
    return "With "
        + Texts.duration(shorter.plan().idleAfter())
        + ", "
        + (objections.isEmpty() ? "the hot set is not smaller" : String.join(", and ", objections))
        + ".";
  }

  private static String longer(SimulationResult longer, SimulationResult chosen) {
    return "With "
        + Texts.duration(longer.plan().idleAfter())
        + ", "
        + Texts.number(Math.round(longer.hotSet().mean()))
        + " peers are resident on average, and the control plane gets "
        + Texts.number(longer.pulls().total())
        + " pulls instead of "
        + Texts.number(chosen.pulls().total())
        + ".";
  }
}
