package io.jitpeers.spi;

import io.jitpeers.settings.ComponentProvider;

/** Creates a {@link Fleet} from settings. Found by {@link java.util.ServiceLoader}. */
public interface FleetProvider extends ComponentProvider<Fleet> {}
