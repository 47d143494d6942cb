package io.jitpeers.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.PacketSourceProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UdpPacketSourceProviderTest {
  private final PacketSourceProvider provider = new UdpPacketSourceProvider();

  private UdpPacketSource create(Map<String, String> values) {
    Map<String, String> full = new HashMap<>();
    values.forEach((key, value) -> full.put("packet-source.udp." + key, value));
    Settings settings = Settings.of(full);
    UdpPacketSource source =
        (UdpPacketSource) provider.create(settings.scope("packet-source").scope("udp"));
    settings.rejectUnknown();
    return source;
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(PacketSourceProvider.class))
        .hasAtLeastOneElementOfType(UdpPacketSourceProvider.class);
    assertThat(provider.name()).isEqualTo("udp");
  }

  @Test
  void readsItsSettings() {
    try (UdpPacketSource source =
        create(Map.of("port", "0", "bind-address", "127.0.0.1", "receive-buffer-bytes", "8192"))) {
      assertThat(source.localAddress().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
      assertThat(source.localAddress().getPort()).isPositive();
      assertThat(source.returnsPackets()).isFalse();
    }
  }

  @Test
  void bindsAllAddressesUnlessToldOtherwise() {
    try (UdpPacketSource source = create(Map.of("port", "0"))) {
      assertThat(source.localAddress().getAddress().isAnyLocalAddress()).isTrue();
    }
  }

  @Test
  void needsAPort() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> create(Map.of()))
        .withMessageContaining("packet-source.udp.port");
  }

  @ParameterizedTest
  @CsvSource({
    "port, 65536",
    "port, wg0",
    "bind-address, localhost",
    "bind-address, 127.0.0.1/8",
    "receive-buffer-bytes, 0",
    "receive-buffer-bytes, 8k"
  })
  void refusesBadValues(String key, String value) {
    Map<String, String> values = new HashMap<>(Map.of("port", "0"));
    values.put(key, value);
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> create(values))
        .withMessageContaining("packet-source.udp." + key)
        .withMessageContaining(value);
  }
}
