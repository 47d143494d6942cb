package io.jitpeers.examples.plugin;

import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.EvictionPolicyProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import java.time.Duration;

/**
 * Creates a {@link VisitorsPolicy} from settings, under the name {@code visitors}. Stateless and
 * thread-safe. Its settings:
 *
 * <ul>
 *   <li>{@code after}: how long a visitor may be idle; default {@code 3m}. After 3 minutes, a
 *       session has expired. An eviction then loses no session, and only costs a config lookup.
 *   <li>{@code max-bytes}: a peer with more traffic than this is not a visitor; default 10,000,
 *       which is a few dozen handshakes. Traffic is received plus sent bytes since the peer was
 *       installed.
 * </ul>
 */
public final class VisitorsPolicyProvider implements EvictionPolicyProvider {
  private static final Duration DEFAULT_AFTER = Duration.ofMinutes(3);
  private static final long DEFAULT_MAX_BYTES = 10_000;

  /** Creates a provider; for {@link java.util.ServiceLoader}. */
  public VisitorsPolicyProvider() {}

  @Override
  public String name() {
    return "visitors";
  }

  @Override
  public EvictionPolicy create(Settings settings) {
    Duration after = settings.duration("after").orElse(DEFAULT_AFTER);
    long maxBytes = settings.number("max-bytes").orElse(DEFAULT_MAX_BYTES);
    try {
      return new VisitorsPolicy(after, maxBytes);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          "the settings under " + settings.fullKey("*") + " cannot be used: " + e.getMessage(), e);
    }
  }
}
