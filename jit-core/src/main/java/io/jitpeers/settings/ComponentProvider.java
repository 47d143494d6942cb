package io.jitpeers.settings;

/**
 * Creates one kind of component from settings. {@link java.util.ServiceLoader} creates the provider
 * with its public no-argument constructor, or, in a named module, with its static {@code provider}
 * method. The component is created only if settings name it.
 *
 * <p>A provider is unusable if it cannot be loaded, if its constructor throws, or if its {@link
 * #name} is not valid. An unusable provider is ignored, and a warning names it. If settings choose
 * a name that no usable provider has, the settings are refused.
 *
 * <p>A provider keeps no state between calls. It is thread-safe, because two orchestrators may be
 * built from settings at the same time.
 *
 * @param <T> the type of the component
 */
public interface ComponentProvider<T> {

  /**
   * Returns the name by which settings choose this provider, such as {@code pcap}. Does not block.
   *
   * @return one or more characters, but no whitespace, comma, dot, {@code =}, {@code [} or {@code
   *     ]}; by convention lower-case letters, digits and hyphens; unique among the providers of its
   *     kind. The name {@code type} is not permitted, because settings such as {@code
   *     packet-source.type} use it as a key
   */
  String name();

  /**
   * Creates the component. Called on the thread that creates the orchestrator's builder. May block,
   * for example to read a file or bind a port. If the creation fails, this method releases what it
   * has opened before it throws. If the component is {@link AutoCloseable}, the builder or the
   * orchestrator closes it.
   *
   * @param settings the settings under this provider's own prefix, such as {@code
   *     packet-source.pcap}
   * @return a new component, not null
   * @throws SettingsException if a setting is missing or wrong
   * @throws IllegalArgumentException if the settings cannot be used; in the exception's message,
   *     the caller replaces the Java names of options with the keys of settings
   * @throws java.io.UncheckedIOException if a resource that the component needs, such as a port, is
   *     not available
   */
  T create(Settings settings);
}
