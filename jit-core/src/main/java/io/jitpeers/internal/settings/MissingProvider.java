package io.jitpeers.internal.settings;

import io.jitpeers.settings.ComponentProvider;
import java.io.File;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out, as far as possible, why a provider was not found. Possible reasons are that its
 * artifact is absent, that its service file was lost when jars were packed into one, or that its
 * module was not resolved.
 *
 * @param kind the setting that chooses the provider
 * @param name the name that was not found
 * @param spi the interface of the providers of this kind
 */
record MissingProvider(String kind, String name, Class<?> spi) {
  private static final String SEE_PACKAGING = "; see docs/packaging.md";

  /**
   * Returns advice on what to do.
   *
   * @param others the names that can be chosen
   */
  String advice(Collection<String> others) {
    return OwnProvider.find(kind, name).map(this::advice).orElseGet(() -> foreign(others));
  }

  private static String foreign(Collection<String> others) {
    String add = "add the artifact that has it";
    return (others.isEmpty()
            ? "no provider was found; " + add
            : "set it to " + String.join(" or ", others) + ", or " + add)
        + "; if it is there, its provider is not registered: see docs/packaging.md";
  }

  private String advice(OwnProvider own) {
    try {
      Class<?> type = find(own.className(), spi.getClassLoader());
      if (type == null) {
        type = find(own.className(), Thread.currentThread().getContextClassLoader());
      }
      return type == null ? absent(own) : unregistered(type);
    } catch (LinkageError e) {
      return "its class " + own.className() + " was found, but cannot be loaded: " + e;
    }
  }

  private static @Nullable Class<?> find(String className, @Nullable ClassLoader loader) {
    try {
      return loader == null ? null : Class.forName(className, /* initialize= */ false, loader);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  /** Returns advice for a provider whose class exists but is not registered. */
  private String unregistered(Class<?> type) {
    String found = "its class " + Origin.of(type) + " was found, but ";
    if (!spi.isAssignableFrom(type)) {
      return found
          + "it belongs to another copy of the library: this one is "
          + Origin.place(ComponentProvider.class)
          + "; keep one copy of io.jitpeers:jit-core";
    }
    if (type.getModule().isNamed()) {
      return found
          + "its module "
          + type.getModule().getName()
          + " does not provide it; add \"provides "
          + spi.getName()
          + " with "
          + type.getName()
          + "\" to the module"
          + SEE_PACKAGING;
    }
    return found
        + "no file META-INF/services/"
        + spi.getName()
        + " names it; if jars were packed into one, merge their files in META-INF/services"
        + " (ServicesResourceTransformer of Maven's shade plugin, mergeServiceFiles() of Gradle's"
        + " Shadow)"
        + SEE_PACKAGING;
  }

  private String absent(OwnProvider own) {
    if (isOnModulePath(own.module())) {
      return "its module "
          + own.module()
          + " is on the module path, but was not resolved; start with --add-modules "
          + own.module()
          + ", or require it"
          + SEE_PACKAGING;
    }
    String add = "add the artifact " + own.artifact();
    return isImage()
        ? add + " to the image (jlink --add-modules " + own.module() + ")" + SEE_PACKAGING
        : add;
  }

  /** Returns whether this library runs from an image that jlink made. */
  private boolean isImage() {
    return spi.getModule().isNamed()
        && spi.getModule().getLayer() != null
        && spi.getModule()
            .getLayer()
            .configuration()
            .findModule(spi.getModule().getName())
            .flatMap(module -> module.reference().location())
            .filter(location -> "jrt".equals(location.getScheme()))
            .isPresent();
  }

  private static boolean isOnModulePath(String module) {
    String path = System.getProperty("jdk.module.path", "");
    try {
      Path[] entries =
          Arrays.stream(path.split(File.pathSeparator, -1))
              .filter(entry -> !entry.isEmpty())
              .map(Path::of)
              .toArray(Path[]::new);
      return Stream.of(ModuleFinder.of(entries), ModuleFinder.ofSystem())
          .anyMatch(finder -> finder.find(module).isPresent());
    } catch (FindException | InvalidPathException e) {
      return false; // The advice is then less specific.
    }
  }
}
