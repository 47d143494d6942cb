package io.jitpeers.benchmarks.profiles;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The page that shows all profiles, each in its own part. When a profile is made anew, only the
 * part of this profile changes.
 */
final class ProfilePage {
  private static final String HEAD =
      """
      # Profiles

      `benchmarks/run --profile NAME` makes this page and its flame graphs with async-profiler. The width of a frame is its share, and a frame
      is on top of its caller; open an image by itself for whole names and shares as tooltips. Orange frames are JIT Peers, green ones other
      Java, yellow ones native code, blue ones the kernel, purple ones types of objects. Frames below 0.3 % are left out, and lines below 1 %.
      In names of threads `N` is a number. The work of the JDK's basic packages (`java`, `sun`, …), of native code and of the kernel is added to
      the package that called them. The profiler slows a program down, so look here for shares, not for times.
      """;

  private static final Pattern PART =
      Pattern.compile("(?s)(?<=\n)## ([a-z0-9-]+)\n.*?(?=\n## |\\z)");

  private ProfilePage() {}

  /**
   * Returns the page with new texts.
   *
   * @param before the page so far; may be empty
   * @param texts the new texts by the profiles' names
   * @param order the names of all profiles, in the page's order; a text with any other name is
   *     dropped
   */
  static String update(String before, Map<String, String> texts, List<String> order) {
    Map<String, String> all = new LinkedHashMap<>();
    for (MatchResult part : PART.matcher(before).results().toList()) {
      all.put(part.group(1), part.group().strip() + "\n");
    }
    all.putAll(texts);
    StringBuilder page = new StringBuilder(HEAD);
    for (String name : order) {
      String text = all.get(name);
      if (text != null) {
        page.append('\n').append(text);
      }
    }
    return page.toString();
  }
}
