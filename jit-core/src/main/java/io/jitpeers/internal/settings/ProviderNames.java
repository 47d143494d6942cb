package io.jitpeers.internal.settings;

import io.jitpeers.internal.settings.BrokenProvider.BadProvider;
import io.jitpeers.settings.ComponentProvider;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks providers for their names. A third party may have written the provider, so {@code
 * ComponentProvider.name()} may throw any exception and return any string or null.
 */
final class ProviderNames {
  /**
   * A name that can be written in settings. Brackets are excluded, because the keys of list
   * elements contain brackets.
   */
  private static final Pattern NAME = Pattern.compile("[^\\s,.=\\[\\]]+");

  private ProviderNames() {}

  /**
   * Returns a provider's name.
   *
   * @throws BadProvider if the provider throws, or the name cannot be written in settings
   */
  static String of(ComponentProvider<?> provider) {
    @Nullable String name;
    try {
      name = provider.name();
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Exception | Error e) { // Some languages do not declare checked exceptions.
      throw new BadProvider("its name() threw " + e, e);
    }
    if (name == null) {
      throw new BadProvider("its name() returned null", null);
    }
    if (!NAME.matcher(name).matches()) {
      throw new BadProvider("its name() returned \"" + name + "\", which is not a name", null);
    }
    if (name.equals(Components.TYPE)) {
      throw new BadProvider(
          "its name() returned \"" + name + "\", which is a key of the settings", null);
    }
    return name;
  }
}
