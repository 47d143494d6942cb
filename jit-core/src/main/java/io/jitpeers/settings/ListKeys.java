package io.jitpeers.settings;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists from flat settings. A list has one of two forms. The first is one value with commas:
 * {@code ports=51820,51821}. The second is one key for each element: {@code ports[0]=51820} and
 * {@code ports[1]=51821}. In the second form, an element may contain commas. Trees such as YAML are
 * usually flattened to the second form.
 */
final class ListKeys {
  private static final Pattern ELEMENT = Pattern.compile("(.+)\\[(0|[1-9][0-9]{0,5})]");

  private final Map<String, String> values = new TreeMap<>();
  private final Map<String, List<String>> lists = new TreeMap<>();

  /**
   * Reads the settings and collects the elements of lists.
   *
   * @throws SettingsException if a list has a gap in its numbered elements, or if a list is given
   *     both as one value and as numbered elements, and the two differ
   */
  ListKeys(Map<String, String> settings) {
    Map<String, Map<Integer, String>> elements = new TreeMap<>();
    settings.forEach(
        (key, value) -> {
          Matcher matcher = ELEMENT.matcher(key);
          if (matcher.matches()) {
            elements
                .computeIfAbsent(matcher.group(1), list -> new TreeMap<>())
                .put(Integer.valueOf(matcher.group(2)), value == null ? "" : value.strip());
          } else {
            values.put(key, value);
          }
        });
    elements.forEach(this::add);
  }

  private void add(String key, Map<Integer, String> elements) {
    for (int index = 0; index < elements.size(); index++) {
      if (!elements.containsKey(index)) {
        throw new SettingsException(
            "the list "
                + key
                + " has no element "
                + key
                + "["
                + index
                + "]; number its elements from 0 without gaps");
      }
    }
    List<String> list = elements.values().stream().filter(e -> !e.isEmpty()).toList();
    String value = values.get(key);
    if (value != null && !value.isBlank() && !split(value).equals(list)) {
      throw new SettingsException(
          "the setting "
              + key
              + " is given as a value and as a list, "
              + key
              + "[0] and so on, and they differ; remove one of them");
    }
    lists.put(key, list);
    values.put(key, String.join(",", list));
  }

  /** Returns the values by key. The value of a list contains its elements, separated by commas. */
  Map<String, String> values() {
    return values;
  }

  /**
   * Returns the elements of a list, whether the list is written as one value with commas or as one
   * key for each element. Returns an empty list if the key is absent.
   */
  List<String> list(String key) {
    List<String> elements = lists.get(key);
    return elements != null ? elements : split(values.get(key));
  }

  private static List<String> split(@Nullable String value) {
    return value == null
        ? List.of()
        : Splitter.on(',').trimResults().omitEmptyStrings().splitToList(value);
  }
}
