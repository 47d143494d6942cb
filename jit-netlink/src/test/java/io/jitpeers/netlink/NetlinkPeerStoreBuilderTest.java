package io.jitpeers.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerStoreProvider;
import io.jitpeers.spi.StoreException;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetlinkPeerStoreBuilderTest {
  private final NetlinkPeerStore.Builder builder = NetlinkPeerStore.builder();

  @ParameterizedTest
  @ValueSource(strings = {"", "a-name-of-16-char", "ein-längerer-na"})
  void refusesWhatIsNoInterfaceName(String name) {
    assertThatThrownBy(() -> builder.interfaceName(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("15");
  }

  @Test
  void refusesOtherNonsense() {
    assertThatThrownBy(() -> builder.interfaceIndex(0)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> builder.listingAttempts(0)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> builder.networkNamespace(" ")).hasMessageContaining("blank");
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("set the interface");
  }

  @Test
  void aMissingNamespaceIsNamed() {
    try (NetlinkPeerStore store =
        builder.interfaceName("wg0").networkNamespace("no-such-namespace").build()) {
      assertThatThrownBy(store::device)
          .isInstanceOf(NetlinkException.class)
          .hasMessageContainingAll("/run/netns/no-such-namespace", "ENOENT");
    }
  }

  @Test
  void settingsMakeTheSame() {
    PeerStoreProvider provider =
        ServiceLoader.load(PeerStoreProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(each -> each.name().equals("netlink"))
            .findFirst()
            .orElseThrow();
    Settings settings =
        Settings.of(
            Map.of("interface", "wg0", "namespace", "no-such-namespace", "listing-attempts", "5"));
    try (PeerStore store = provider.create(settings)) {
      settings.rejectUnknown();
      assertThat(store).isInstanceOf(NetlinkPeerStore.class);
      assertThatThrownBy(store::device)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("/run/netns/no-such-namespace");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "interface,a-name-of-16-char,15",
    "interface-index,0,must be an interface index",
    "interface-index,x,must be an interface index",
    "listing-attempts,3,set either interface or interface-index"
  })
  void settingsSayWhatIsWrong(String key, String value, String expected) {
    assertThatThrownBy(() -> new NetlinkPeerStoreProvider().create(Settings.of(Map.of(key, value))))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "x"})
  void listingAttemptsAreANumberFromOneOn(String value) {
    Settings settings = Settings.of(Map.of("interface", "wg0", "listing-attempts", value));
    assertThatThrownBy(() -> new NetlinkPeerStoreProvider().create(settings))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("listing-attempts must be a whole number from 1 on");
  }

  @Test
  void nameAndIndexTogetherAreRefused() {
    Settings both = Settings.of(Map.of("interface", "wg0", "interface-index", "3"));
    assertThatThrownBy(() -> new NetlinkPeerStoreProvider().create(both))
        .hasMessageContaining("not both");
  }
}
