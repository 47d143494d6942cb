package io.jitpeers.examples.gateway.check;

import java.util.ArrayList;
import java.util.List;

/** What checks found, in their order. Used by one thread. */
public final class Findings {
  private final List<Finding> findings = new ArrayList<>();

  /** Creates an empty list. */
  public Findings() {}

  /** How good it is. */
  public enum Grade {
    /** As it should be. */
    OK("ok"),
    /** The gateway runs, perhaps not as it was meant. */
    WARN("warn"),
    /** The gateway cannot start, or cannot do its work. */
    FAIL("FAIL");

    private final String word;

    Grade(String word) {
      this.word = word;
    }
  }

  /**
   * One of them.
   *
   * @param grade how good it is
   * @param sentence what was found, and what to do about it
   */
  public record Finding(Grade grade, String sentence) {
    /** One line, such as {@code FAIL the interface wg0 is down}. */
    @Override
    public String toString() {
      return String.format("%-5s %s", grade.word, sentence);
    }
  }

  void ok(String sentence) {
    findings.add(new Finding(Grade.OK, sentence));
  }

  void warn(String sentence) {
    findings.add(new Finding(Grade.WARN, sentence));
  }

  void fail(String sentence) {
    findings.add(new Finding(Grade.FAIL, sentence));
  }

  /**
   * Returns them all.
   *
   * @return in the order of the checks
   */
  public List<Finding> all() {
    return List.copyOf(findings);
  }

  /**
   * Returns whether the gateway would run.
   *
   * @return true if none failed
   */
  public boolean wouldRun() {
    return findings.stream().noneMatch(finding -> finding.grade() == Grade.FAIL);
  }
}
