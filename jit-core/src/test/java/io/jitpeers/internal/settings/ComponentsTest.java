package io.jitpeers.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.spi.ComponentProvider;
import io.jitpeers.spi.Settings;
import io.jitpeers.spi.SettingsException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComponentsTest {

  private record Named(String name) implements ComponentProvider<String> {
    @Override
    public String create(Settings settings) {
      return name + settings.text("flavour").map(f -> ":" + f).orElse("");
    }
  }

  private static Components<String> components(String... names) {
    return new Components<>(
        "packet-source", java.util.stream.Stream.of(names).map(Named::new).toList());
  }

  private static Settings settings(String... pairs) {
    Map<String, String> map = new java.util.HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return Settings.of(map);
  }

  @Test
  void aComponentIsMadeFromTheSettingsUnderItsOwnPrefix() {
    Settings settings = settings("packet-source", "b", "packet-source.b.flavour", "sweet");
    assertThat(components("a", "b").one(settings)).isEqualTo("b:sweet");
    settings.rejectUnknown();
  }

  @Test
  void severalCanBeNamedWhereSeveralAreWanted() {
    assertThat(components("a", "b", "c").all(settings("packet-source", "c, a")))
        .containsExactly("c", "a");
    assertThatThrownBy(() -> components("a", "b").one(settings("packet-source", "a,b")))
        .isInstanceOf(SettingsException.class)
        .hasMessage("the setting packet-source must name exactly one, not a, b");
  }

  @Test
  void theOnlyProviderNeedsNoNaming() {
    assertThat(components("a").one(settings())).isEqualTo("a");
  }

  @Test
  void anAmbiguousChoiceNamesTheCandidates() {
    assertThatThrownBy(() -> components("b", "a").one(settings()))
        .isInstanceOf(SettingsException.class)
        .hasMessage("the setting packet-source is missing; set it to a or b");
  }

  @Test
  void aMissingProviderNamesTheArtifactToAdd() {
    assertThatThrownBy(() -> components("udp").one(settings("packet-source", "pcap")))
        .isInstanceOf(SettingsException.class)
        .hasMessage("no packet-source is named \"pcap\"; add the artifact io.jitpeers:jit-pcap");
    assertThatThrownBy(() -> components("udp").one(settings("packet-source", "mine")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("set it to udp");
    assertThatThrownBy(() -> components().one(settings()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("io.jitpeers:jit-http-pull");
  }

  @Test
  void twoProvidersOfOneNameAreAnError() {
    assertThatThrownBy(
            () -> new Components<>("packet-source", List.of(new Named("a"), new Named("a"))))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("\"a\"")
        .hasMessageContaining(Named.class.getName());
  }
}
