package io.jitpeers.spi;

import io.jitpeers.settings.ComponentProvider;

/** Makes a {@link PacketSource} from settings. Found by {@link java.util.ServiceLoader}. */
public interface PacketSourceProvider extends ComponentProvider<PacketSource> {}
