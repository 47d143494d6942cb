package io.jitpeers.internal.settings;

import io.jitpeers.spi.ComponentProvider;
import io.jitpeers.spi.Settings;
import io.jitpeers.spi.SettingsException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes the components that settings name, out of the providers that were found. Every mistake is
 * an error with a sentence that says what to do.
 *
 * @param <T> the component
 */
final class Components<T> {
  /** The artifacts of this project that hold providers, so that an error can say what to add. */
  private static final Map<String, String> ARTIFACTS =
      Map.of(
          "http", "io.jitpeers:jit-http-pull",
          "netlink", "io.jitpeers:jit-netlink",
          "nfqueue", "io.jitpeers:jit-netlink",
          "pcap", "io.jitpeers:jit-pcap");

  private final String kind;
  private final Map<String, ComponentProvider<T>> providers = new TreeMap<>();

  /**
   * Gathers providers.
   *
   * @param kind the setting that names the component, such as {@code packet-source}
   * @throws SettingsException if two providers have one name
   */
  Components(String kind, Iterable<? extends ComponentProvider<T>> found) {
    this.kind = kind;
    for (ComponentProvider<T> provider : found) {
      ComponentProvider<T> other = providers.putIfAbsent(provider.name(), provider);
      if (other != null) {
        throw new SettingsException(
            "two providers of a "
                + kind
                + " are named \""
                + provider.name()
                + "\": "
                + other.getClass().getName()
                + " and "
                + provider.getClass().getName()
                + "; remove the artifact of one of them");
      }
    }
  }

  /** Makes every component that the setting names. */
  List<T> all(Settings settings) {
    return names(settings).stream().map(name -> create(name, settings)).toList();
  }

  /** Makes the one component that the setting names. */
  T one(Settings settings) {
    List<String> names = names(settings);
    if (names.size() != 1) {
      throw new SettingsException(
          "the setting " + kind + " must name exactly one, not " + String.join(", ", names));
    }
    return create(names.get(0), settings);
  }

  private List<String> names(Settings settings) {
    List<String> named = settings.list(kind);
    if (!named.isEmpty()) {
      return named;
    }
    if (providers.size() == 1) {
      return List.copyOf(providers.keySet());
    }
    throw new SettingsException(
        "the setting "
            + kind
            + " is missing; set it to "
            + (providers.isEmpty() ? "one whose artifact you add: " + artifacts() : found()));
  }

  private T create(String name, Settings settings) {
    ComponentProvider<T> provider = providers.get(name);
    if (provider == null) {
      String artifact = ARTIFACTS.get(name);
      throw new SettingsException(
          "no "
              + kind
              + " is named \""
              + name
              + "\"; "
              + (artifact == null
                  ? "set it to " + found() + ", or add the artifact that provides it"
                  : "add the artifact " + artifact));
    }
    return provider.create(settings.scope(kind + "." + name));
  }

  private String found() {
    return providers.isEmpty()
        ? "none, for none was found"
        : String.join(" or ", providers.keySet());
  }

  private static String artifacts() {
    return new TreeMap<>(ARTIFACTS)
        .entrySet().stream()
            .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
            .collect(Collectors.joining(", "));
  }
}
