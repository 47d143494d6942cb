package io.jitpeers.benchmarks.report;

import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The results of one run, or the newest results of each section. Immutable.
 *
 * @param environment the conditions of the run, or of the newest run if there are several
 * @param sections the sections that ran, in order
 * @param figures the figures, in the order in which they were measured
 */
public record Results(
    Environment environment, List<SectionOutcome> sections, List<Figure> figures) {

  /** Copies the lists. */
  public Results {
    sections = List.copyOf(sections);
    figures = List.copyOf(figures);
  }

  /**
   * The outcome of a section. Immutable.
   *
   * @param name the section's name
   * @param environment the conditions of the section's run
   * @param seconds how long the section took
   * @param failure why the section did not measure everything; empty if it measured everything
   */
  public record SectionOutcome(
      String name, Environment environment, double seconds, Optional<String> failure) {
    /**
     * Returns whether the section measured everything with full effort, so that documents may claim
     * its figures.
     */
    public boolean isClaim() {
      return failure.isEmpty() && environment.effort() == Effort.FULL;
    }
  }

  /**
   * Returns a copy of these results with sections from newer results. A section is replaced if the
   * newer run measured it completely and with full effort. All figures of a section come from the
   * same run.
   *
   * @param newer results of another run
   * @param order the names of all existing sections; the copy contains only these, in this order
   */
  public Results updated(Results newer, List<String> order) {
    List<SectionOutcome> outcomes = new ArrayList<>();
    List<Figure> measured = new ArrayList<>();
    for (String name : order) {
      Results from = newer.outcome(name).filter(SectionOutcome::isClaim).isPresent() ? newer : this;
      from.outcome(name).ifPresent(outcomes::add);
      measured.addAll(from.ofSection(name));
    }
    return new Results(newer.environment(), outcomes, measured);
  }

  private Optional<SectionOutcome> outcome(String section) {
    return sections.stream().filter(outcome -> outcome.name().equals(section)).findFirst();
  }

  /** Returns the figure with an id; empty if it was not measured. */
  public Optional<Figure> find(String id) {
    return figures.stream().filter(figure -> figure.id().equals(id)).findFirst();
  }

  /**
   * Returns the figure with an id.
   *
   * @throws MissingFigureException if the figure was not measured
   */
  public Figure figure(String id) {
    return find(id).orElseThrow(() -> new MissingFigureException(id));
  }

  /** Returns the figures of a section, in the order in which they were measured. */
  public List<Figure> ofSection(String section) {
    return figures.stream().filter(figure -> figure.section().equals(section)).toList();
  }

  /**
   * Returns a figure's value divided by the value of its yardstick, the figure with which it is
   * compared; empty if there is no yardstick, or if the yardstick was not measured or is 0.
   */
  public OptionalDouble ratio(Figure figure) {
    return figure
        .yardstick()
        .flatMap(this::find)
        .filter(yardstick -> yardstick.value() != 0)
        .map(yardstick -> OptionalDouble.of(figure.value() / yardstick.value()))
        .orElse(OptionalDouble.empty());
  }

  /**
   * Returns a figure's value divided by the value of its yardstick, the figure with which it is
   * compared.
   *
   * @throws MissingFigureException if the figure was not measured, or if there is no yardstick, or
   *     if the yardstick was not measured or is 0
   */
  public double ratio(String id) {
    return ratio(figure(id))
        .orElseThrow(() -> new MissingFigureException("the yardstick of " + id));
  }

  /** Returns whether every section measured everything. */
  public boolean complete() {
    return sections.stream().allMatch(section -> section.failure().isEmpty());
  }
}
