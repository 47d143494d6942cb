package io.jitpeers.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.wakeup.OutboundSource;
import io.jitpeers.wakeup.OutboundSourceProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class PcapOutboundSourceProviderTest {
  private final OutboundSourceProvider provider = new PcapOutboundSourceProvider();

  private OutboundSource create(Map<String, String> values) {
    Map<String, String> full = new HashMap<>();
    values.forEach((key, value) -> full.put("outbound-source.pcap." + key, value));
    Settings settings = Settings.of(full);
    OutboundSource source = provider.create(settings.scope("outbound-source").scope("pcap"));
    settings.rejectUnknown();
    return source;
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(OutboundSourceProvider.class))
        .hasAtLeastOneElementOfType(PcapOutboundSourceProvider.class);
    assertThat(provider.name()).isEqualTo("pcap");
  }

  @Test
  void readsItsSettings() {
    try (OutboundSource source =
        create(
            Map.of(
                "interface", "wg0",
                "namespace", "tunnels",
                "snapshot-length", "128",
                "buffer-bytes", "65536"))) {
      assertThat(source).isInstanceOf(PcapOutboundSource.class);
      assertThat(source.name()).isEqualTo("pcap-outbound:wg0@tunnels");
    }
  }

  @Test
  void needsAnInterfaceAndSaneValues() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> create(Map.of()))
        .withMessageContaining("outbound-source.pcap.interface is required");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> create(Map.of("interface", "wg0", "snapshot-length", "12")))
        .withMessageContaining("40 to 65535");
  }
}
