package io.jitpeers.settings;

/**
 * Creates one kind of component from settings. What {@link java.util.ServiceLoader} loads is the
 * provider, by its public no-argument constructor (or a static {@code provider} method in a named
 * module); the component is made only when settings name it.
 *
 * <p>A provider keeps no state between calls and is thread-safe: two orchestrators may be built
 * from settings at the same time.
 *
 * @param <T> the component
 */
public interface ComponentProvider<T> {

  /**
   * {@return the name by which settings choose this provider, such as {@code pcap}, lower-case
   * letters, digits and hyphens; unique among the providers of its kind}
   */
  String name();

  /**
   * Creates the component.
   *
   * @param settings the settings under this provider's own prefix, such as {@code
   *     packet-source.pcap}
   * @return a new component
   * @throws SettingsException if a setting is missing or wrong
   */
  T create(Settings settings);
}
