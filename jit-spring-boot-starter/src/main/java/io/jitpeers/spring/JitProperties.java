package io.jitpeers.spring;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The settings below {@code jit} in an application's environment. If several property sources set
 * the same list, the source with the highest precedence replaces the whole list, as everywhere in
 * Spring Boot. Immutable and thread-safe.
 */
final class JitProperties {
  /** The prefix of all properties, without the dot. */
  static final String PREFIX = "jit";

  /** The starter's own properties, which are not settings of the library. */
  static final Set<String> OWN =
      Set.of("enabled", "auto-startup", "observations.enabled", "observations.peer-names");

  private static final Logger log = LoggerFactory.getLogger(JitProperties.class);
  private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(PREFIX);

  private final PropertyKeys keys = new PropertyKeys();
  private final Environment environment;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, Origin> origins = new LinkedHashMap<>();

  JitProperties(Environment environment) {
    this.environment = environment;
    Set<String> taken = new HashSet<>(OWN);
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      Set<String> here = new HashSet<>();
      names(source).forEach(name -> add(source, name, taken, here));
      taken.addAll(here);
    }
  }

  /**
   * Returns the names below the prefix. If a source cannot list its names, returns the names of all
   * settings that {@link PropertyKeys} knows.
   */
  private Stream<ConfigurationPropertyName> names(ConfigurationPropertySource source) {
    if (source instanceof IterableConfigurationPropertySource iterable) {
      return iterable.stream().filter(ROOT::isAncestorOf);
    }
    return keys.all().stream().map(key -> ConfigurationPropertyName.of(PREFIX + "." + key));
  }

  private void add(
      ConfigurationPropertySource source,
      ConfigurationPropertyName name,
      Set<String> taken,
      Set<String> here) {
    String written = name(name);
    if (isVariable(source) && keys.known(written).isEmpty()) {
      // Platforms set variables of their own. For example, Kubernetes sets JIT_PORT for a service
      // named "jit".
      log.info(
          "the environment variable for {}.{} is ignored: there is no such property",
          PREFIX,
          written);
      return;
    }
    String key = keys.key(written);
    ConfigurationProperty property = source.getConfigurationProperty(name);
    if (property != null && !taken.contains(PropertyKeys.withoutIndex(key))) {
      here.add(PropertyKeys.withoutIndex(key));
      settings.put(key, environment.resolvePlaceholders(property.getValue().toString()));
      if (property.getOrigin() != null) {
        origins.put(key, property.getOrigin());
      }
    }
  }

  private static boolean isVariable(ConfigurationPropertySource source) {
    return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
  }

  /** Returns a property's name without the prefix, in the form of a setting's key. */
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

  /** Returns the settings whose keys match the predicate, in a new map. */
  Map<String, String> settings(Predicate<String> wanted) {
    Map<String, String> chosen = new LinkedHashMap<>(settings);
    chosen.keySet().removeIf(wanted.negate());
    return chosen;
  }

  /** Returns the value of a setting, or empty if it is not set. */
  Optional<String> setting(String key) {
    return Optional.ofNullable(settings.get(key));
  }

  /** Returns where each setting comes from, as far as the origin is known. */
  Map<String, Origin> origins() {
    return Map.copyOf(origins);
  }
}
