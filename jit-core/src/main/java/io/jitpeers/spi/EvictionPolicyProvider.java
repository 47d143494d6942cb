package io.jitpeers.spi;

/** Makes an {@link EvictionPolicy} from settings. Found by {@link java.util.ServiceLoader}. */
public interface EvictionPolicyProvider extends ComponentProvider<EvictionPolicy> {}
