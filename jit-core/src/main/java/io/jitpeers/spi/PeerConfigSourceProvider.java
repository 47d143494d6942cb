package io.jitpeers.spi;

import io.jitpeers.settings.ComponentProvider;

/** Makes a {@link PeerConfigSource} from settings. Found by {@link java.util.ServiceLoader}. */
public interface PeerConfigSourceProvider extends ComponentProvider<PeerConfigSource> {}
