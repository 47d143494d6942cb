package io.jitpeers.settings;

/**
 * Creates one kind of component from settings. {@link java.util.ServiceLoader} loads the provider,
 * by its public no-argument constructor (or a static {@code provider} method in a named module);
 * the component is created only if settings name it.
 *
 * <p>A provider that cannot be loaded, whose constructor throws, or whose {@link #name} is not
 * valid is ignored, and a warning names it. Settings fail only if they choose a name that is not
 * found.
 *
 * <p>A provider keeps no state between calls and is thread-safe: two orchestrators may be built
 * from settings at the same time.
 *
 * @param <T> the component
 */
public interface ComponentProvider<T> {

  /**
   * Returns the name by which settings choose this provider, such as {@code pcap}. Does not block.
   *
   * @return one or more characters, none of them whitespace, a comma, a dot, {@code =}, {@code [}
   *     or {@code ]}; by convention lower-case letters, digits and hyphens; unique among the
   *     providers of its kind; not {@code type}, which is a key of the settings
   */
  String name();

  /**
   * Creates the component. Called on the thread that creates the builder; may block, for example to
   * read a file or bind a port. If it throws, it releases what it has opened. If the component is
   * {@link AutoCloseable}, the builder or the orchestrator closes it.
   *
   * @param settings the settings under this provider's own prefix, such as {@code
   *     packet-source.pcap}
   * @return a new component, not null
   * @throws SettingsException if a setting is missing or wrong
   * @throws IllegalArgumentException if the settings cannot be used; in its message, Java names of
   *     options are replaced by the keys of the settings
   * @throws java.io.UncheckedIOException if something that the component needs is not available,
   *     such as a port
   */
  T create(Settings settings);
}
