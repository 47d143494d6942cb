package io.jitpeers.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.internal.agreement.Candidate;
import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.KeyAgreement25519Provider;
import io.jitpeers.wireguard.KeyAgreement25519;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyAgreementSettingsTest {
  private record Provides(String name, Supplier<KeyAgreement25519> made)
      implements KeyAgreement25519Provider {
    @Override
    public KeyAgreement25519 create(Settings settings) {
      return made.get();
    }
  }

  /** Bouncy Castle's results, but another object. */
  private static KeyAgreement25519 right() {
    return scalar -> KeyAgreement25519.bouncyCastle().key(scalar);
  }

  private static KeyAgreement25519 wrong() {
    return scalar -> {
      throw new IllegalStateException("wrong on purpose");
    };
  }

  private static KeyAgreement25519 absent() {
    throw new SettingsException("the library is missing on purpose");
  }

  private static final List<ComponentProvider<KeyAgreement25519>> PROVIDERS =
      List.of(
          new Provides("right", KeyAgreementSettingsTest::right),
          new Provides("wrong", KeyAgreementSettingsTest::wrong),
          new Provides("absent", KeyAgreementSettingsTest::absent));

  private static Candidate chosen(Settings settings) {
    return chosen(settings, PROVIDERS);
  }

  private static Candidate chosen(
      Settings settings, List<ComponentProvider<KeyAgreement25519>> providers) {
    Candidate chosen =
        new KeyAgreementSettings(
                settings,
                new Components<>(
                    KeyAgreementSettings.KIND,
                    KeyAgreement25519Provider.class,
                    made -> {},
                    new FoundProviders<>(providers, List.of())))
            .chosen();
    settings.rejectUnknown();
    return chosen;
  }

  private static Settings setting(String value) {
    return Settings.of(Map.of("crypto.x25519", value));
  }

  @Test
  void aNamedImplementationIsUsed() {
    Candidate chosen = chosen(setting("right"));
    assertThat(chosen.name()).isEqualTo("right");
    assertThat(chosen.implementation()).isNotSameAs(KeyAgreement25519.bouncyCastle());
    assertThat(chosen(setting("bouncy-castle"))).isEqualTo(Candidate.bouncyCastle());
    assertThat(chosen(Settings.of(Map.of("crypto.x25519.type", "right"))).name())
        .isEqualTo("right");
  }

  @Test
  void byDefaultFaultyAndAbsentImplementationsAreLeftOut() {
    assertThat(chosen(Settings.of(Map.of())).name()).isIn("right", "bouncy-castle");
    assertThat(chosen(setting("auto"), PROVIDERS.subList(1, 3)))
        .isEqualTo(Candidate.bouncyCastle());
    assertThat(chosen(setting("auto"), List.of())).isEqualTo(Candidate.bouncyCastle());
  }

  @Test
  void aReservedNameIsNotAProviders() {
    Provides reserved = new Provides("auto", KeyAgreementSettingsTest::right);
    assertThat(chosen(Settings.of(Map.of()), List.of(reserved)))
        .isEqualTo(Candidate.bouncyCastle());
  }

  @Test
  void aSettingOfOneThatIsNotChosenIsNamed() {
    Settings settings =
        Settings.of(Map.of("crypto.x25519", "right", "crypto.x25519.wrong.depth", "3"));
    assertThatThrownBy(() -> chosen(settings))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(
            "the setting crypto.x25519.wrong.depth belongs to crypto.x25519 wrong, which is not"
                + " chosen");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong", "absent", "unknown", "libcrypto", "right,bouncy-castle"})
  void aNamedOneThatCannotBeUsedEndsTheStartWithARemedy(String name) {
    assertThatThrownBy(() -> chosen(setting(name)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("crypto.x25519")
        .hasMessageEndingWith("; or set crypto.x25519 to auto or bouncy-castle");
  }

  @Test
  void theRemedyNamesTheArtifact() {
    assertThatThrownBy(() -> chosen(setting("conscrypt")))
        .hasMessageContaining("add the artifact io.jitpeers:jit-crypto");
    assertThatThrownBy(() -> chosen(setting("wrong")))
        .hasMessageContaining("it failed with java.lang.IllegalStateException: wrong on purpose");
    assertThatThrownBy(() -> chosen(setting("absent")))
        .hasMessageContaining("the library is missing on purpose");
  }
}
