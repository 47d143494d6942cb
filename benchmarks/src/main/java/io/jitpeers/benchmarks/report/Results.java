package io.jitpeers.benchmarks.report;

import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was measured: by one run, or the newest of each section. Immutable.
 *
 * @param environment where and when; of several runs, those of the newest
 * @param sections the sections that ran, in their order
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
   * How a section ended. Immutable.
   *
   * @param name the section
   * @param environment where and when it ran
   * @param seconds how long it took
   * @param failure why it did not measure everything, if it did not
   */
  public record SectionOutcome(
      String name, Environment environment, double seconds, Optional<String> failure) {
    /** Returns whether it measured everything, with the rounds that a claim needs. */
    public boolean isClaim() {
      return failure.isEmpty() && environment.effort() == Effort.FULL;
    }
  }

  /**
   * Returns these results with each section of newer ones that measured everything in full. A
   * section's figures and yardsticks are always of one run.
   *
   * @param newer results of another run
   * @param order the sections that there are; others are left out
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

  /** Returns the figure with an id, if it was measured. */
  public Optional<Figure> find(String id) {
    return figures.stream().filter(figure -> figure.id().equals(id)).findFirst();
  }

  /**
   * Returns the figure with an id.
   *
   * @throws MissingFigureException if it was not measured
   */
  public Figure figure(String id) {
    return find(id).orElseThrow(() -> new MissingFigureException(id));
  }

  /** Returns the figures of a section, in the order in which they were measured. */
  public List<Figure> ofSection(String section) {
    return figures.stream().filter(figure -> figure.section().equals(section)).toList();
  }

  /** Returns a figure's value divided by its yardstick's, if it has one that was measured. */
  public OptionalDouble ratio(Figure figure) {
    return figure
        .yardstick()
        .flatMap(this::find)
        .filter(yardstick -> yardstick.value() != 0)
        .map(yardstick -> OptionalDouble.of(figure.value() / yardstick.value()))
        .orElse(OptionalDouble.empty());
  }

  /**
   * Returns the ratio of a figure to its yardstick.
   *
   * @throws MissingFigureException if one of the two was not measured
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
