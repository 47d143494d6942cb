package io.jitpeers.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jitpeers.recovery.TransportSource;
import io.jitpeers.recovery.TransportSourceProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PcapTransportSourceProviderTest {
  private final TransportSourceProvider provider = new PcapTransportSourceProvider();

  private TransportSource create(Map<String, String> values) {
    Map<String, String> full = new HashMap<>();
    values.forEach((key, value) -> full.put("transport-source.pcap." + key, value));
    Settings settings = Settings.of(full);
    TransportSource source = provider.create(settings.scope("transport-source").scope("pcap"));
    settings.rejectUnknown();
    return source;
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(TransportSourceProvider.class))
        .hasAtLeastOneElementOfType(PcapTransportSourceProvider.class);
    assertThat(provider.name()).isEqualTo("pcap");
  }

  @Test
  void readsItsSettings() {
    try (TransportSource source =
        create(Map.of("interface", "eth0", "namespace", "outer", "buffer-bytes", "65536"))) {
      assertThat(source).isInstanceOf(PcapTransportSource.class);
      assertThat(source.name()).isEqualTo("pcap-transport:eth0@outer");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"any", "nflog:0", "nflog:65535", "nflog0"})
  void takesOtherKindsOfInterfaces(String name) {
    try (TransportSource source = create(Map.of("interface", name))) {
      assertThat(source.name()).isEqualTo("pcap-transport:" + name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nflog", "nflog:", "nflog:65536", "nflog:1,2", "nflog:x"})
  void refusesWhatIsNoGroup(String name) {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> create(Map.of("interface", name)))
        .withMessageContaining("nflog:GROUP with a group of 0 to 65535");
  }

  @Test
  void needsAnInterfaceAndSaneValues() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> create(Map.of()))
        .withMessageContaining("transport-source.pcap.interface is required");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> create(Map.of("interface", "eth0", "buffer-bytes", "12")))
        .withMessageContaining("at least 65536");
  }
}
