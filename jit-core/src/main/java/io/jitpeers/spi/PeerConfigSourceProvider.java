package io.jitpeers.spi;

import io.jitpeers.settings.ComponentProvider;

/** Creates a {@link PeerConfigSource} from settings. Found by {@link java.util.ServiceLoader}. */
public interface PeerConfigSourceProvider extends ComponentProvider<PeerConfigSource> {}
