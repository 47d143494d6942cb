package io.jitpeers.internal.lookup;

import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the rules that a config must satisfy before it is installed, except for the rules that
 * depend on other peers. Immutable.
 */
public final class ConfigCheck {
  private static final Logger log = LoggerFactory.getLogger(ConfigCheck.class);

  private final PeerConfigRules rules;
  private final FailureLog failures = new FailureLog(log, TimeSource.system());

  public ConfigCheck(PeerConfigRules rules) {
    this.rules = rules;
  }

  /** Returns a sentence about the first rule that a config breaks; null if it breaks none. */
  public @Nullable String violation(PublicKey asked, PeerConfig config) {
    if (!config.publicKey().equals(asked)) {
      return "the config is for " + config.publicKey() + ", not for the key that was asked for";
    }
    if (config.presharedKey().filter(PresharedKey::isDestroyed).isPresent()) {
      return "the config's preshared key was destroyed; a config source must leave it as it is";
    }
    String broken = allowedIpsViolation(config.allowedIps());
    return broken != null ? broken : requirementViolation(config);
  }

  private @Nullable String requirementViolation(PeerConfig config) {
    for (PeerConfigRules.Requirement requirement : rules.requirements()) {
      try {
        if (!requirement.holds().test(config)) {
          return "the config must " + requirement.description();
        }
      } catch (RuntimeException | Error e) {
        failures.record("could not check whether a config must " + requirement.description(), e);
        return "it could not be checked whether the config must " + requirement.description();
      }
    }
    return null;
  }

  private @Nullable String allowedIpsViolation(List<IpPrefix> allowedIps) {
    if (allowedIps.isEmpty()) {
      return "the config has no allowed IPs, so nothing could pass the tunnel";
    }
    if (allowedIps.size() > rules.maxAllowedIps()) {
      return allowedIps.size()
          + " allowed IPs are more than the permitted "
          + rules.maxAllowedIps();
    }
    if (!rules.permitDefaultRoutes()
        && (coversAll(allowedIps, false) || coversAll(allowedIps, true))) {
      return "the allowed IPs together are a default route, which is not permitted";
    }
    Set<IpPrefix> seen = new HashSet<>();
    for (IpPrefix prefix : allowedIps) {
      if (!seen.add(prefix)) {
        return "the allowed IP " + prefix + " occurs twice";
      }
      String broken = prefixViolation(prefix);
      if (broken != null) {
        return broken;
      }
    }
    return null;
  }

  /**
   * Returns whether the prefixes of one address family together cover all its addresses, as
   * 0.0.0.0/1 and 128.0.0.0/1 do. Returns false if one of the prefixes is a default route (/0),
   * which is checked separately.
   */
  private static boolean coversAll(List<IpPrefix> prefixes, boolean ipv6) {
    BigInteger covered = BigInteger.ZERO;
    for (IpPrefix prefix : new HashSet<>(prefixes)) {
      boolean counted =
          prefix.isIpv6() == ipv6
              && !prefix.isDefaultRoute()
              && prefixes.stream().noneMatch(o -> !o.equals(prefix) && o.contains(prefix));
      if (counted) {
        covered = covered.add(BigInteger.ONE.shiftLeft(128 - prefix.length()));
      }
    }
    return covered.equals(BigInteger.ONE.shiftLeft(128));
  }

  private @Nullable String prefixViolation(IpPrefix prefix) {
    if (prefix.isDefaultRoute()) {
      return rules.permitDefaultRoutes()
          ? null
          : "the default route " + prefix + " is not permitted as an allowed IP";
    }
    List<IpPrefix> permitted = rules.permittedAllowedIps();
    boolean inside =
        permitted.isEmpty() || permitted.stream().anyMatch(range -> range.contains(prefix));
    return inside ? null : "the allowed IP " + prefix + " is outside of the permitted ranges";
  }
}
