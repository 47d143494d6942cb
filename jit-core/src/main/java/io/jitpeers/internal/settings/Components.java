package io.jitpeers.internal.settings;

import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Creates the components that settings name, out of the providers that were found. Every mistake is
 * an error with a sentence that says what to do.
 *
 * @param <T> the component
 */
final class Components<T> {
  /** Where this project's other providers are, by kind and name, so that an error can say. */
  private static final Map<String, String> ARTIFACTS =
      Map.of(
          "config-source=http", "io.jitpeers:jit-http-pull",
          "outbound-source=pcap", "io.jitpeers:jit-pcap",
          "packet-source=nfqueue", "io.jitpeers:jit-netlink",
          "packet-source=pcap", "io.jitpeers:jit-pcap",
          "peer-store=netlink", "io.jitpeers:jit-netlink",
          "replay-store=sqlite", "io.jitpeers:jit-replay-sqlite");

  private final String kind;
  private final Map<String, ComponentProvider<T>> providers = new TreeMap<>();

  /**
   * Gathers the providers that there are.
   *
   * @param kind the setting that names the component, such as {@code packet-source}
   * @param spi the interface of its providers
   * @throws SettingsException if two providers have one name, or one cannot be loaded
   */
  Components(String kind, Class<? extends ComponentProvider<T>> spi) {
    this(kind, Providers.find(spi));
  }

  /** Takes providers that are at hand. */
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

  /** Creates every component that the setting names and hands each over; none if it is absent. */
  void each(Settings settings, Consumer<? super T> taker) {
    for (String name : inUse(settings.list(kind), settings)) {
      taker.accept(create(name, settings));
    }
  }

  /** Creates every component that the setting names, or those of a default if it is absent. */
  List<T> allOr(List<String> defaults, Settings settings) {
    List<String> named = settings.list(kind);
    return inUse(named.isEmpty() ? defaults : named, settings).stream()
        .map(name -> create(name, settings))
        .toList();
  }

  /** Creates the one component that the setting names; empty if it is absent. */
  Optional<T> one(Settings settings) {
    List<String> named = settings.list(kind);
    if (named.size() > 1) {
      throw new SettingsException(
          "the setting " + kind + " must name exactly one, not " + String.join(", ", named));
    }
    return inUse(named, settings).stream().findFirst().map(name -> create(name, settings));
  }

  /** Says what is used, of all that could be. */
  private List<String> inUse(List<String> names, Settings settings) {
    Set<String> offered = new HashSet<>(providers.keySet());
    String choice = kind + "=";
    ARTIFACTS.keySet().stream()
        .filter(known -> known.startsWith(choice))
        .forEach(known -> offered.add(known.substring(choice.length())));
    settings.offer(kind, offered, names);
    return checked(names);
  }

  private List<String> checked(List<String> names) {
    if (names.stream().distinct().count() < names.size()) {
      throw new SettingsException(
          "the setting " + kind + " names one of " + String.join(", ", names) + " twice");
    }
    return names;
  }

  private T create(String name, Settings settings) {
    ComponentProvider<T> provider = providers.get(name);
    if (provider == null) {
      throw new SettingsException("no " + kind + " is named \"" + name + "\"; " + advice(name));
    }
    try {
      return provider.create(settings.scope(kind + "." + name));
    } catch (SettingsException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      String reason = settings.scope(kind + "." + name).withKeys(String.valueOf(e.getMessage()));
      throw new SettingsException(
          "the " + kind + " \"" + name + "\" cannot be made of its settings: " + reason, e);
    }
  }

  private String advice(String name) {
    String artifact = ARTIFACTS.get(kind + "=" + name);
    if (artifact != null) {
      return "add the artifact " + artifact;
    }
    return providers.isEmpty()
        ? "no provider was found; add the artifact that has it"
        : "set it to "
            + String.join(" or ", providers.keySet())
            + ", or add the artifact that has it";
  }
}
