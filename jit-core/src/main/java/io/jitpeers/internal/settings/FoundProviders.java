package io.jitpeers.internal.settings;

import java.util.List;

/**
 * The result of a search for the providers of one kind.
 *
 * @param usable the providers that were loaded, one instance of each class
 * @param broken the providers that could not be loaded
 * @param <P> the interface of the providers
 */
record FoundProviders<P>(List<P> usable, List<BrokenProvider> broken) {
  FoundProviders {
    usable = List.copyOf(usable);
    broken = List.copyOf(broken);
  }
}
