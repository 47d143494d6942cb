package io.jitpeers.eviction;

import io.jitpeers.settings.ComponentProvider;

/** Creates an {@link EvictionPolicy} from settings. Found by {@link java.util.ServiceLoader}. */
public interface EvictionPolicyProvider extends ComponentProvider<EvictionPolicy> {}
