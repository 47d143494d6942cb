package io.jitpeers.settings;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** In messages, replaces the Java names of options with the keys of settings. */
final class OptionNames {
  /**
   * A camel-case name of at least two words. Names of one word are not replaced, because the
   * message may contain the same word with its ordinary meaning.
   */
  private static final Pattern NAME = Pattern.compile("\\b[a-z]+(?:[A-Z][a-z]*)+\\b");

  private static final Pattern NEXT_WORD = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  private OptionNames() {}

  /**
   * Replaces each option's Java name in a message with the option's settings key. This key begins
   * with the prefix. It ends with the Java name in lower case, with hyphens between the words. A
   * Java name that fits no key, or several keys, is not replaced.
   */
  static String toKeys(String message, String prefix, Set<String> keys) {
    Matcher names = NAME.matcher(message);
    return names.replaceAll(found -> Matcher.quoteReplacement(toKey(found.group(), prefix, keys)));
  }

  private static String toKey(String name, String prefix, Set<String> keys) {
    String last = NEXT_WORD.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
    if (keys.contains(prefix + last)) {
      return prefix + last;
    }
    List<String> deeper =
        keys.stream().filter(key -> key.startsWith(prefix) && key.endsWith("." + last)).toList();
    return deeper.size() == 1 ? deeper.get(0) : name;
  }
}
