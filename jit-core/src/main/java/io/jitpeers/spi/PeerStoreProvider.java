package io.jitpeers.spi;

import io.jitpeers.settings.ComponentProvider;

/** Creates a {@link PeerStore} from settings. Found by {@link java.util.ServiceLoader}. */
public interface PeerStoreProvider extends ComponentProvider<PeerStore> {}
