package io.jitpeers.internal.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Spliterator;

/**
 * Finds the providers of a service interface (SPI) on any thread. Searches with the class loader of
 * the SPI. Also searches with the thread's context class loader if that loader sees the same SPI.
 * The context class loader may be unable to see this library, for example in the common pool. It
 * may be null, for example on a thread that native code attached. Or it may see another copy of the
 * library, for example if several applications share a process. Providers of another copy are
 * ignored.
 *
 * <p>If a provider cannot be loaded, the others are still found.
 *
 * @param <P> the interface of the providers
 */
final class Providers<P> {
  /**
   * The number of failures after which the search in a class loader ends. Without this limit, the
   * search would never end in a class loader that fails at every attempt.
   */
  private static final int MOST_FAILURES = 1_000;

  private final Class<P> spi;
  private final Map<Class<?>, P> usable = new LinkedHashMap<>();

  /**
   * The providers that cannot be used, by class and jar. A provider that both class loaders find
   * therefore has only one entry.
   */
  private final Map<String, BrokenProvider> broken = new LinkedHashMap<>();

  private Providers(Class<P> spi) {
    this.spi = spi;
  }

  /** Finds the providers, one instance of each class. */
  static <P> FoundProviders<P> find(Class<P> spi) {
    Providers<P> providers = new Providers<>(spi);
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader own = spi.getClassLoader();
    if (context != null && context != own && knows(context, spi)) {
      providers.search(context);
    }
    providers.search(own);
    return new FoundProviders<>(
        List.copyOf(providers.usable.values()), List.copyOf(providers.broken.values()));
  }

  private static boolean knows(ClassLoader loader, Class<?> spi) {
    try {
      return Class.forName(spi.getName(), /* initialize= */ false, loader) == spi;
    } catch (ClassNotFoundException | RuntimeException | LinkageError e) {
      return false;
    }
  }

  private void search(ClassLoader loader) {
    Spliterator<ServiceLoader.Provider<P>> entries =
        ServiceLoader.load(spi, loader).stream().spliterator();
    List<Throwable> failures = new ArrayList<>();
    boolean more = true;
    while (more && failures.size() < MOST_FAILURES) {
      try {
        more = entries.tryAdvance(this::load);
      } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
        failures.add(e); // The service loader goes on with the next file or entry.
      }
    }
    if (!failures.isEmpty()) {
      addUnloadable(new ServiceFiles(spi, loader).broken(), failures);
    }
  }

  private void load(ServiceLoader.Provider<P> entry) {
    if (usable.containsKey(entry.type())) {
      return; // The other class loader found it.
    }
    try {
      P provider = entry.get();
      usable.putIfAbsent(provider.getClass(), provider);
    } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
      add(BrokenProvider.of(entry.type(), e));
    }
  }

  private void addUnloadable(List<BrokenProvider> unloadable, List<Throwable> failures) {
    unloadable.forEach(this::add);
    for (Throwable failure : failures) {
      boolean explained =
          failure instanceof LinkageError
              ? !unloadable.isEmpty()
              : unloadable.stream().anyMatch(provider -> provider.explains(failure));
      if (!explained) {
        add(BrokenProvider.unknown(failure));
      }
    }
  }

  private void add(BrokenProvider provider) {
    broken.putIfAbsent(provider.provider(), provider);
  }
}
