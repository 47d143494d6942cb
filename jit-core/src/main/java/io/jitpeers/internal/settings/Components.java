package io.jitpeers.internal.settings;

import static java.util.stream.Collectors.joining;

import io.jitpeers.internal.settings.BrokenProvider.BadProvider;
import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates components of one kind, such as packet sources. The settings choose the components by
 * name, and each component is created by its {@link ComponentProvider}. A provider that is broken,
 * or that shares its name with another provider, does no harm unless it is chosen. Each mistake in
 * the settings causes an exception whose message says what to do.
 *
 * @param <T> the type of the components
 */
final class Components<T> {
  private static final Logger log = LoggerFactory.getLogger(Components.class);

  /**
   * The last part of an alternative key: {@code packet-source.type} means the same as {@code
   * packet-source}. The alternative is needed in a tree such as YAML, where a key that contains
   * other keys has no value of its own.
   */
  static final String TYPE = "type";

  private final String kind;
  private final Class<?> spi;
  private final Consumer<? super T> created;
  private final Map<String, List<ComponentProvider<T>>> providers = new TreeMap<>();
  private final List<BrokenProvider> broken;

  /**
   * Creates an instance, and finds the providers of a kind.
   *
   * @param kind the setting that chooses components, such as {@code packet-source}
   * @param spi the interface of the providers
   * @param created receives each component as soon as it is created, so that it can be closed after
   *     a failure
   */
  Components(String kind, Class<? extends ComponentProvider<T>> spi, Consumer<? super T> created) {
    this(kind, spi, created, Providers.find(spi));
  }

  /** Creates an instance from the result of an earlier search for providers. */
  Components(
      String kind,
      Class<?> spi,
      Consumer<? super T> created,
      FoundProviders<? extends ComponentProvider<T>> found) {
    this.kind = kind;
    this.spi = spi;
    this.created = created;
    this.broken = new ArrayList<>(found.broken());
    found.usable().forEach(this::add);
  }

  private void add(ComponentProvider<T> provider) {
    try {
      String name = ProviderNames.of(provider);
      providers.computeIfAbsent(name, key -> new ArrayList<>()).add(provider);
    } catch (BadProvider e) {
      broken.add(BrokenProvider.of(provider.getClass(), e));
    }
  }

  /**
   * Returns the names of the components that the settings choose for a kind. The names are the
   * value of the kind's own key, such as {@code packet-source}, or of the alternative key, such as
   * {@code packet-source.type}.
   *
   * @throws SettingsException if both keys are set to different values
   */
  static List<String> chosen(String kind, Settings settings) {
    List<String> names = settings.list(kind);
    List<String> types = settings.scope(kind).list(TYPE);
    if (!names.isEmpty() && !types.isEmpty() && !names.equals(types)) {
      throw new SettingsException(
          "the settings "
              + kind
              + "="
              + String.join(",", names)
              + " and "
              + kind
              + "."
              + TYPE
              + "="
              + String.join(",", types)
              + " differ, but have the same meaning; keep one of them");
    }
    return names.isEmpty() ? types : names;
  }

  /** Creates every chosen component and passes it to a consumer. */
  void each(Settings settings, Consumer<? super T> taker) {
    for (String name : resolved(chosen(kind, settings), settings)) {
      taker.accept(create(name, settings));
    }
  }

  /** Creates the chosen components, or the default components if none is chosen. */
  List<T> allOr(List<String> defaults, Settings settings) {
    List<String> names = chosen(kind, settings);
    return resolved(names.isEmpty() ? defaults : names, settings).stream()
        .map(name -> create(name, settings))
        .toList();
  }

  /** Creates the chosen component. Returns empty if no component is chosen. */
  Optional<T> one(Settings settings) {
    List<String> names = chosen(kind, settings);
    if (names.size() > 1) {
      throw new SettingsException(
          "the setting "
              + kind
              + " must name exactly one provider, not "
              + String.join(", ", names));
    }
    return resolved(names, settings).stream().findFirst().map(name -> create(name, settings));
  }

  /**
   * Creates every component that is available, regardless of what the settings choose.
   *
   * @param taker receives each component with its name
   * @param reasons receives the reasons why the other components are not available
   */
  void available(Settings settings, BiConsumer<String, ? super T> taker, List<String> reasons) {
    settings.offer(kind, providers.keySet(), List.copyOf(providers.keySet()));
    broken.forEach(one -> reasons.add(one.toString()));
    for (String name : providers.keySet()) {
      try {
        taker.accept(name, create(name, settings));
      } catch (SettingsException | UncheckedIOException e) {
        log.debug("a component is not available", e);
        reasons.add(String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * Checks that each name has exactly one provider, and returns the names. Called before the first
   * component is created.
   */
  private List<String> resolved(List<String> names, Settings settings) {
    Set<String> offered = new HashSet<>(providers.keySet());
    offered.addAll(OwnProvider.names(kind));
    settings.offer(kind, offered, names);
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new SettingsException(
            "the setting " + kind + " names " + name + " twice; remove one");
      }
      var unused = provider(name);
    }
    for (BrokenProvider one : broken) {
      log.warn(
          "a provider of the kind {} cannot be used and is left out: {}; complete or remove its"
              + " artifact",
          kind,
          one,
          one.cause());
    }
    return names;
  }

  private ComponentProvider<T> provider(String name) {
    List<ComponentProvider<T>> named = providers.getOrDefault(name, List.of());
    if (named.isEmpty()) {
      throw missing(name);
    }
    if (named.size() > 1) {
      throw new SettingsException(
          "the "
              + kind
              + " \""
              + name
              + "\" has "
              + named.size()
              + " providers of that name: "
              + named.stream().map(one -> Origin.of(one.getClass())).collect(joining(" and "))
              + "; keep the artifact of one of them");
    }
    return named.get(0);
  }

  private SettingsException missing(String name) {
    List<BrokenProvider> suspects = broken;
    String message = "no " + kind + " is named \"" + name + "\"; ";
    Optional<BrokenProvider> itself =
        OwnProvider.find(kind, name)
            .flatMap(own -> broken.stream().filter(one -> one.isOf(own.className())).findFirst());
    if (itself.isPresent()) {
      suspects = List.of(itself.get());
      message = "the " + kind + " \"" + name + "\" cannot be used: " + itself.get();
    } else {
      message += new MissingProvider(kind, name, spi).advice(providers.keySet());
      if (!broken.isEmpty()) {
        message +=
            "; or it is the name of one of these providers, which cannot be used until their"
                + " artifacts are complete: "
                + broken.stream().map(BrokenProvider::toString).collect(joining(", "));
      }
    }
    return withCauses(message, suspects);
  }

  private static SettingsException withCauses(String message, List<BrokenProvider> suspects) {
    SettingsException failure =
        new SettingsException(message, suspects.isEmpty() ? null : suspects.get(0).cause());
    suspects.stream().skip(1).forEach(one -> failure.addSuppressed(one.cause()));
    return failure;
  }

  private T create(String name, Settings settings) {
    ComponentProvider<T> provider = provider(name);
    T component = new ProviderCall<>(kind, name, provider).create(settings);
    created.accept(component);
    return component;
  }
}
