package io.jitpeers.settings;

import java.lang.reflect.Array;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns a tree of maps and lists into flat settings. Each instance is used once. */
final class SettingsTree {
  private final Map<String, String> flat = new TreeMap<>();

  private SettingsTree() {}

  static Map<String, String> flatten(Map<String, ?> tree) {
    SettingsTree settings = new SettingsTree();
    tree.forEach((key, value) -> settings.add(key, value));
    return settings.flat;
  }

  private void add(String key, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, nested) -> add(key + "." + name, nested));
    } else if (value instanceof Iterable<?> list) {
      int index = 0;
      for (Object element : list) {
        add(key + "[" + index++ + "]", element);
      }
    } else if (value != null && value.getClass().isArray()) {
      for (int index = 0; index < Array.getLength(value); index++) {
        add(key + "[" + index + "]", Array.get(value, index));
      }
    } else if (flat.putIfAbsent(key, value == null ? "" : value.toString()) != null) {
      throw new SettingsException(
          "the setting " + key + " is given twice, with dots in a key and as a tree; remove one");
    }
  }
}
