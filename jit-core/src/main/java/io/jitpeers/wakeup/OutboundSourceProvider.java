package io.jitpeers.wakeup;

import io.jitpeers.settings.ComponentProvider;

/** Creates an {@link OutboundSource} from settings. Found by {@link java.util.ServiceLoader}. */
public interface OutboundSourceProvider extends ComponentProvider<OutboundSource> {}
