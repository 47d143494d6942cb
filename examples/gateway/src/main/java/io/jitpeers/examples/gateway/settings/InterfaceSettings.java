package io.jitpeers.examples.gateway.settings;

import io.jitpeers.settings.SettingsException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The WireGuard interfaces, and the settings under {@code interface.NAME.}, which apply to one
 * interface only.
 *
 * @param names the interfaces, at least one, without duplicates
 * @param byInterface the settings of each interface; their keys do not include {@code
 *     interface.NAME.}
 */
record InterfaceSettings(List<String> names, Map<String, Map<String, String>> byInterface) {
  private static final String OVERRIDE = "interface.";
  private static final String STORE_INTERFACE = "peer-store.netlink.interface";

  static boolean isOverride(String key) {
    return key.startsWith(OVERRIDE);
  }

  /**
   * Returns the interfaces, and the settings that apply to one interface only, grouped by
   * interface.
   *
   * @param values all settings
   * @param named the interfaces that {@code gateway.interfaces} names; if there are none, the
   *     setting {@code peer-store.netlink.interface} must name the only interface
   */
  static InterfaceSettings of(Map<String, String> values, List<String> named) {
    List<String> names = names(values, named);
    Map<String, Map<String, String>> byInterface = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          if (isOverride(key)) {
            String name = interfaceOf(key, names);
            String rest = key.substring(OVERRIDE.length() + name.length() + 1);
            byInterface
                .computeIfAbsent(name, absent -> new TreeMap<>())
                .put(requireOverridable(key, rest), value);
          }
        });
    return new InterfaceSettings(names, byInterface);
  }

  private static List<String> names(Map<String, String> values, List<String> named) {
    // The setting of the store names an interface too. It suffices for a gateway with one
    // interface.
    String single = values.getOrDefault(STORE_INTERFACE, "").strip();
    if (!named.isEmpty() && !single.isEmpty() && !named.equals(List.of(single))) {
      throw new SettingsException(
          "the settings gateway.interfaces and " + STORE_INTERFACE + " differ; keep the first");
    }
    List<String> names = named.isEmpty() && !single.isEmpty() ? List.of(single) : named;
    if (names.isEmpty()) {
      throw new SettingsException(
          "no WireGuard interface is given; use --interface NAME, or set gateway.interfaces");
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw new SettingsException(
          "the setting gateway.interfaces names one of " + String.join(", ", names) + " twice");
    }
    return List.copyOf(names);
  }

  /**
   * Returns the name of the interface to which a key belongs. If the names of several interfaces
   * match, such as wg0 and wg0.5, returns the longest of these names.
   */
  private static String interfaceOf(String key, List<String> names) {
    Optional<String> name =
        names.stream()
            .filter(candidate -> key.startsWith(OVERRIDE + candidate + "."))
            .max(Comparator.comparingInt(String::length));
    return name.orElseThrow(
        () ->
            new SettingsException(
                "the setting "
                    + key
                    + " is for an interface that this gateway does not have; it has "
                    + String.join(", ", names)));
  }

  private static String requireOverridable(String key, String rest) {
    if (rest.startsWith("packet-source") && !rest.equals(ForwardedPorts.KEY)) {
      throw new SettingsException(
          "the setting " + key + " cannot be used: all interfaces share one packet source");
    }
    if (rest.startsWith("gateway.") || isOverride(rest) || rest.equals(STORE_INTERFACE)) {
      throw new SettingsException("the setting " + key + " cannot be set for one interface only");
    }
    return rest;
  }

  Map<String, String> overrides(String name) {
    return byInterface.getOrDefault(name, Map.of());
  }

  /** Returns a copy in which the given function has changed the settings of each interface. */
  InterfaceSettings changed(UnaryOperator<Map<String, String>> change) {
    Map<String, Map<String, String>> changed = new LinkedHashMap<>();
    byInterface.forEach((name, values) -> changed.put(name, change.apply(values)));
    return new InterfaceSettings(names, changed);
  }
}
