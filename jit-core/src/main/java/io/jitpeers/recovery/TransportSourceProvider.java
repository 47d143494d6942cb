package io.jitpeers.recovery;

import io.jitpeers.settings.ComponentProvider;

/** Creates a {@link TransportSource} from settings. Found by {@link java.util.ServiceLoader}. */
public interface TransportSourceProvider extends ComponentProvider<TransportSource> {}
