package io.jitpeers.packaging.nativeimage;

import io.jitpeers.packaging.nativeimage.Need.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the classes of a module find by name at run time, and which names that can be. */
final class ModuleNeeds {
  private static final String SETTINGS = "io.jitpeers.internal.settings.";

  /**
   * Reads service files and finds the classes that they name. For each service that an image uses,
   * native-image registers both by itself, with the constructors.
   */
  private static final String OF_NATIVE_IMAGE = SETTINGS + "ServiceFiles";

  private final Path classes;
  private final List<Path> modules;

  /**
   * Creates an instance.
   *
   * @param module the folder of the module
   * @param modules the folders of all modules
   */
  ModuleNeeds(Path module, List<Path> modules) {
    this.classes = classes(module);
    this.modules = modules;
  }

  private static Path classes(Path module) {
    return module.resolve("target/classes");
  }

  List<Need> all() throws IOException, ReflectiveOperationException {
    List<Need> needs = new ArrayList<>();
    boolean caches = false;
    for (DynamicUses uses : DynamicUses.below(classes)) {
      caches |= uses.calls("com/github/benmanes/caffeine/cache/Caffeine.newBuilder");
      if (!uses.className().equals(OF_NATIVE_IMAGE)) {
        for (Need need : uses.needs()) {
          needs.addAll(possible(need));
        }
      }
    }
    if (caches) {
      needs.addAll(Caches.needs());
    }
    return needs;
  }

  /** Returns a need for each name that is possible. */
  private List<Need> possible(Need need) throws IOException {
    if (need.kind() == Kind.RESOURCE) {
      return resources(need);
    }
    if (need.kind() == Kind.TYPE && need.condition().equals(SETTINGS + "Providers")) {
      return types(need, services());
    }
    if (need.kind() == Kind.TYPE && need.condition().equals(SETTINGS + "MissingProvider")) {
      return types(need, providers());
    }
    return List.of(need);
  }

  private static List<Need> types(Need need, Iterable<String> types) {
    List<Need> needs = new ArrayList<>();
    types.forEach(type -> needs.add(new Need(need.kind(), need.condition(), type, "")));
    return needs;
  }

  /** Returns a need for a resource, or for each in the folder of the class. */
  private List<Need> resources(Need need) throws IOException {
    String type = need.condition().replace('.', '/');
    Path folder = classes.resolve(type).getParent();
    List<Need> needs = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".class"))
          .filter(file -> need.name().isEmpty() || file.endsWith(need.name()))
          .map(file -> classes.relativize(file).toString())
          .forEach(path -> needs.add(new Need(need.kind(), need.condition(), "", path)));
    }
    return needs.isEmpty() ? List.of(need) : needs;
  }

  /** Returns the services that the module uses. */
  private Set<String> services() throws IOException {
    return descriptor(classes).uses();
  }

  /** Returns the providers of all modules. */
  private List<String> providers() throws IOException {
    List<String> providers = new ArrayList<>();
    for (Path module : modules) {
      descriptor(classes(module)).provides().forEach(it -> providers.addAll(it.providers()));
    }
    return providers;
  }

  private static ModuleDescriptor descriptor(Path classes) throws IOException {
    try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
      return ModuleDescriptor.read(in);
    }
  }
}
