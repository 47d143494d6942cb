package io.jitpeers.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that is most similar to a misspelt name. */
final class NearestName {
  private NearestName() {}

  /**
   * Returns the candidate with the smallest edit distance to the name. A candidate is left out if
   * its distance is more than 2 and also more than a third of the candidate's length.
   */
  static Optional<String> to(String name, Collection<String> candidates) {
    return candidates.stream()
        .filter(candidate -> distance(name, candidate) <= Math.max(2, candidate.length() / 3))
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  /** Returns Levenshtein's edit distance. */
  static int distance(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] current = new int[to.length() + 1];
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int substitution = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
