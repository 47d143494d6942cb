package io.jitpeers.spi;

import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.wireguard.KeyAgreement25519;

/**
 * Creates a {@link KeyAgreement25519}, for example from a native library. Found by {@link
 * java.util.ServiceLoader}.
 *
 * <p>Unlike other components, an implementation need not be named in the settings. By default
 * ({@code crypto.x25519=auto}) every provider is tried, and the fastest implementation that passes
 * all known-answer tests is used. {@link #create} throws if the implementation is not available on
 * this machine. The message of the exception says why, such as which library is missing. The names
 * {@code auto} and {@code bouncy-castle} are reserved.
 *
 * <p>Implementations live as long as the JVM and are not closed, even if they are {@link
 * AutoCloseable}. Only the keys that they create are destroyed.
 */
public interface KeyAgreement25519Provider extends ComponentProvider<KeyAgreement25519> {}
