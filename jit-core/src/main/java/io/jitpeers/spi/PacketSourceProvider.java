package io.jitpeers.spi;

import io.jitpeers.settings.ComponentProvider;

/** Creates a {@link PacketSource} from settings. Found by {@link java.util.ServiceLoader}. */
public interface PacketSourceProvider extends ComponentProvider<PacketSource> {}
