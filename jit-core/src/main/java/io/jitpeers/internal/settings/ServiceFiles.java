package io.jitpeers.internal.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jitpeers.internal.settings.BrokenProvider.BadProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds broken providers by reading the files below {@code META-INF/services}. The errors of the
 * service loader do not suffice: they name a broken provider only in the text of their message, and
 * for some faults not even there.
 */
final class ServiceFiles {
  private final Class<?> spi;
  private final ClassLoader loader;
  private final String path;

  ServiceFiles(Class<?> spi, ClassLoader loader) {
    this.spi = spi;
    this.loader = loader;
    this.path = "META-INF/services/" + spi.getName();
  }

  /**
   * Returns the providers that a service file names but whose class cannot be loaded or used. Also
   * returns the service files that cannot be read.
   */
  List<BrokenProvider> broken() {
    List<BrokenProvider> broken = new ArrayList<>();
    named(broken)
        .forEach(
            (name, file) -> {
              try {
                check(Class.forName(name, /* initialize= */ false, loader));
              } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                broken.add(BrokenProvider.named(name, file, e));
              }
            });
    return broken;
  }

  private void check(Class<?> type) throws ReflectiveOperationException {
    if (type.getModule().isNamed()) {
      return; // The module's descriptor says what it provides; the file has no effect.
    }
    if (!spi.isAssignableFrom(type)) {
      throw new BadProvider("it does not implement " + spi.getName(), null);
    }
    try {
      var unused = type.getConstructor();
    } catch (NoSuchMethodException e) {
      throw new BadProvider("it has no public constructor without parameters", e);
    }
  }

  /**
   * Returns the names of the classes in the service files, each with the first file that contains
   * the name.
   *
   * @param broken receives the files that cannot be read
   */
  private Map<String, URL> named(List<BrokenProvider> broken) {
    Map<String, URL> named = new LinkedHashMap<>();
    for (URL file : files()) {
      try {
        for (String line : lines(file)) {
          String name = line.replaceFirst("#.*", "").strip();
          if (!name.isEmpty()) {
            named.putIfAbsent(name, file);
          }
        }
      } catch (IOException | RuntimeException e) {
        broken.add(BrokenProvider.unreadable(path, file, e));
      }
    }
    return named;
  }

  private List<URL> files() {
    try {
      return Collections.list(loader.getResources(path));
    } catch (IOException | RuntimeException e) {
      return List.of(); // The messages of the service loader have to suffice.
    }
  }

  private static List<String> lines(URL file) throws IOException {
    URLConnection connection = file.openConnection();
    connection.setUseCaches(false); // A cached jar would stay open.
    try (InputStream in = connection.getInputStream()) {
      return new BufferedReader(new InputStreamReader(in, UTF_8)).lines().toList();
    }
  }
}
