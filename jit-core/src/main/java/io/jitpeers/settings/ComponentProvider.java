package io.jitpeers.settings;

/**
 * Creates one kind of component from settings. {@link java.util.ServiceLoader} creates the provider
 * with its public no-argument constructor, or, in a named module, with its static {@code provider}
 * method. The component is created only if settings name it.
 *
 * <p>If a provider cannot be loaded, its constructor throws or its {@link #name} is not valid, a
 * warning names the provider and the provider is ignored. Settings are refused only if they choose
 * a name that no usable provider has.
 *
 * <p>A provider keeps no state between calls and is thread-safe: two orchestrators may be built
 * from settings at the same time.
 *
 * @param <T> the type of the component
 */
public interface ComponentProvider<T> {

  /**
   * Returns the name by which settings choose this provider, such as {@code pcap}. Does not block.
   *
   * @return one or more characters, but no whitespace, comma, dot, {@code =}, {@code [} or {@code
   *     ]}; by convention lower-case letters, digits and hyphens; unique among the providers of its
   *     kind. The name {@code type} is not permitted, because it is a key of the settings
   */
  String name();

  /**
   * Creates the component. Called on the thread that creates the builder. May block, for example to
   * read a file or bind a port. If this method throws, it first releases what it has opened. If the
   * component is {@link AutoCloseable}, the builder or the orchestrator closes it.
   *
   * @param settings the settings under this provider's own prefix, such as {@code
   *     packet-source.pcap}
   * @return a new component, not null
   * @throws SettingsException if a setting is missing or wrong
   * @throws IllegalArgumentException if the settings cannot be used; the caller replaces Java names
   *     of options in the message with keys of settings
   * @throws java.io.UncheckedIOException if something that the component needs is not available,
   *     such as a port
   */
  T create(Settings settings);
}
