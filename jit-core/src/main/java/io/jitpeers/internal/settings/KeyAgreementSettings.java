package io.jitpeers.internal.settings;

import io.jitpeers.internal.agreement.Candidate;
import io.jitpeers.internal.agreement.KeyAgreements;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.KeyAgreement25519Provider;
import io.jitpeers.wireguard.KeyAgreement25519;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the implementation of X25519 that settings choose. The value of the setting is {@code
 * auto}, {@code bouncy-castle} or the name of a provider. The default, {@code auto}, chooses the
 * fastest implementation.
 */
final class KeyAgreementSettings {
  static final String KIND = "crypto.x25519";
  static final String AUTO = "auto";

  private static final String OR =
      "; or set " + KIND + " to " + AUTO + " or " + Candidate.BOUNCY_CASTLE;

  private final Settings settings;
  private final Components<KeyAgreement25519> components;

  KeyAgreementSettings(Settings settings) {
    // Implementations are not closed; see KeyAgreement25519Provider.
    this(settings, new Components<>(KIND, KeyAgreement25519Provider.class, created -> {}));
  }

  KeyAgreementSettings(Settings settings, Components<KeyAgreement25519> components) {
    this.settings = settings;
    this.components = components;
  }

  /**
   * Creates the chosen implementation.
   *
   * @throws SettingsException if the implementation is not available or computes a wrong secret
   */
  Candidate chosen() {
    List<String> names = Components.chosen(KIND, settings);
    if (names.isEmpty() || names.equals(List.of(AUTO))) {
      List<String> reasons = new ArrayList<>();
      List<Candidate> candidates = new ArrayList<>();
      components.available(
          settings, (name, one) -> candidates.add(new Candidate(name, one)), reasons);
      candidates.removeIf(candidate -> isReserved(candidate.name(), reasons));
      return new KeyAgreements().fastest(candidates, reasons);
    }
    if (names.equals(List.of(Candidate.BOUNCY_CASTLE))) {
      return Candidate.bouncyCastle();
    }
    return named(names.get(0));
  }

  /**
   * Returns whether a name is reserved, so that no provider may have it. For a reserved name, adds
   * an explanation to {@code reasons}.
   */
  private static boolean isReserved(String name, List<String> reasons) {
    boolean reserved = name.equals(AUTO) || name.equals(Candidate.BOUNCY_CASTLE);
    if (reserved) {
      reasons.add(name + ": a provider must not have this name, which is reserved");
    }
    return reserved;
  }

  private Candidate named(String name) {
    KeyAgreement25519 implementation;
    try {
      implementation = components.one(settings).orElseThrow();
    } catch (SettingsException e) {
      throw new SettingsException(e.getMessage() + OR, e);
    }
    Optional<String> fault = KeyAgreements.fault(implementation);
    if (fault.isPresent()) {
      throw new SettingsException(
          "the " + KIND + " \"" + name + "\" must not be used: " + fault.get() + OR);
    }
    return new Candidate(name, implementation);
  }
}
