package io.jitpeers.spi;

import io.jitpeers.settings.ComponentProvider;

/** Creates a {@link ReplayMemory} from settings. Found by {@link java.util.ServiceLoader}. */
public interface ReplayMemoryProvider extends ComponentProvider<ReplayMemory> {}
