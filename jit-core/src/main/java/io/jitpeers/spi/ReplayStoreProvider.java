package io.jitpeers.spi;

import io.jitpeers.settings.ComponentProvider;

/** Creates a {@link ReplayStore} from settings. Found by {@link java.util.ServiceLoader}. */
public interface ReplayStoreProvider extends ComponentProvider<ReplayStore> {}
