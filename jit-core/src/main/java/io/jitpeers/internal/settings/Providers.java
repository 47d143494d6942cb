package io.jitpeers.internal.settings;

import io.jitpeers.settings.SettingsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Finds the providers of an SPI, whatever thread asks: beside the SPI, and where the thread's class
 * loader finds more. That one need not know this library, as in a common pool; it may be null, as
 * on a thread that native code attached; and it may have a copy of this library of its own, as
 * where applications are in one process. What belongs to another copy is none of ours.
 */
final class Providers {
  private Providers() {}

  /**
   * Finds them.
   *
   * @param spi their interface
   * @return one of each class
   * @throws SettingsException if one is named and cannot be loaded
   */
  static <P> List<P> find(Class<P> spi) {
    Map<Class<?>, P> found = new LinkedHashMap<>();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context != null && knows(context, spi)) {
      add(spi, context, found);
    }
    add(spi, spi.getClassLoader(), found);
    return List.copyOf(found.values());
  }

  private static boolean knows(ClassLoader loader, Class<?> spi) {
    try {
      return Class.forName(spi.getName(), /* initialize= */ false, loader) == spi;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static <P> void add(Class<P> spi, @Nullable ClassLoader loader, Map<Class<?>, P> found) {
    try {
      ServiceLoader.load(spi, loader)
          .forEach(provider -> found.putIfAbsent(provider.getClass(), provider));
    } catch (ServiceConfigurationError e) {
      throw new SettingsException(
          "a provider cannot be loaded: "
              + e.getMessage()
              + "; complete or remove the artifact that names it",
          e);
    }
  }
}
