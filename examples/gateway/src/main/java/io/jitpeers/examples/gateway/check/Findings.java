package io.jitpeers.examples.gateway.check;

import java.util.ArrayList;
import java.util.List;

/** The findings of checks, in order. Used by one thread. */
public final class Findings {
  private final List<Finding> findings = new ArrayList<>();

  /** Creates an empty list. */
  public Findings() {}

  /** The result of a check. */
  public enum Grade {
    /** Everything is as it should be. */
    OK("ok"),
    /** The gateway works, but perhaps not as intended. */
    WARN("warn"),
    /** The gateway cannot start, or cannot work. */
    FAIL("FAIL");

    private final String word;

    Grade(String word) {
      this.word = word;
    }
  }

  /**
   * One finding.
   *
   * @param grade the result
   * @param sentence what was found, and what to do about it
   */
  public record Finding(Grade grade, String sentence) {
    /** Returns one line, such as {@code FAIL the interface wg0 is down}. */
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
   * Returns all findings.
   *
   * @return in the order of the checks
   */
  public List<Finding> all() {
    return List.copyOf(findings);
  }

  /**
   * Returns whether the gateway would run.
   *
   * @return true if no check failed
   */
  public boolean wouldRun() {
    return findings.stream().noneMatch(finding -> finding.grade() == Grade.FAIL);
  }
}
