package io.jitpeers.spring;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/**
 * The settings below {@code jit} in an application's environment. As everywhere in Boot, a source
 * of properties with higher precedence replaces a whole list. Immutable and thread-safe.
 */
final class JitProperties {
  /** The prefix of all properties, without the dot. */
  static final String PREFIX = "jit";

  /** The starter's own properties, which are no settings of the library. */
  private static final Set<String> OWN =
      Set.of("enabled", "auto-startup", "observations.peer-names");

  private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(PREFIX);

  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, Origin> origins = new LinkedHashMap<>();

  JitProperties(Environment environment) {
    PropertyKeys keys = new PropertyKeys();
    Set<String> taken = new HashSet<>(OWN);
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (source instanceof IterableConfigurationPropertySource iterable) {
        add(iterable, environment, keys, taken);
      }
    }
  }

  private void add(
      IterableConfigurationPropertySource source,
      Environment environment,
      PropertyKeys keys,
      Set<String> taken) {
    Set<String> here = new HashSet<>();
    for (ConfigurationPropertyName name : source.filter(ROOT::isAncestorOf)) {
      String key = keys.key(name(name));
      ConfigurationProperty property = source.getConfigurationProperty(name);
      if (property != null && !taken.contains(PropertyKeys.withoutIndex(key))) {
        here.add(PropertyKeys.withoutIndex(key));
        String value = environment.resolveRequiredPlaceholders(property.getValue().toString());
        settings.put(key, value);
        if (property.getOrigin() != null) {
          origins.put(key, property.getOrigin());
        }
      }
    }
    taken.addAll(here);
  }

  /** Returns a property's name as settings write it, without the prefix. */
  private static String name(ConfigurationPropertyName name) {
    StringBuilder key = new StringBuilder();
    for (int i = ROOT.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
      String element = name.getElement(i, Form.ORIGINAL);
      if (name.isNumericIndex(i)) {
        key.append('[').append(element).append(']');
      } else {
        key.append(key.isEmpty() ? "" : ".").append(element);
      }
    }
    return key.toString();
  }

  /** Returns the settings whose keys match, in a new map. */
  Map<String, String> settings(Predicate<String> keys) {
    Map<String, String> chosen = new LinkedHashMap<>(settings);
    chosen.keySet().removeIf(keys.negate());
    return chosen;
  }

  /** Returns the value of a setting, or empty if it is not set. */
  Optional<String> setting(String key) {
    return Optional.ofNullable(settings.get(key));
  }

  /** Returns where each setting comes from, as far as that is known. */
  Map<String, Origin> origins() {
    return Map.copyOf(origins);
  }
}
