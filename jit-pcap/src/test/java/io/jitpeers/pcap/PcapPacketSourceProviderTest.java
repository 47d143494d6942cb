package io.jitpeers.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PacketSourceProvider;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcapPacketSourceProviderTest {
  private final PacketSourceProvider provider = new PcapPacketSourceProvider();

  private PacketSource create(Map<String, String> values) {
    Map<String, String> full = new HashMap<>();
    values.forEach((key, value) -> full.put("packet-source.pcap." + key, value));
    Settings settings = Settings.of(full);
    PacketSource source = provider.create(settings.scope("packet-source").scope("pcap"));
    settings.rejectUnknown();
    return source;
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(PacketSourceProvider.class))
        .hasAtLeastOneElementOfType(PcapPacketSourceProvider.class);
    assertThat(provider.name()).isEqualTo("pcap");
  }

  @Test
  void readsItsSettings() {
    try (PacketSource source =
        create(
            Map.of(
                "interface", "eth0",
                "ports", "51820, 51821",
                "forwarded-ports", "443, 53, 4000-33433",
                "namespace", "edge",
                "snapshot-length", "300",
                "buffer-bytes", "65536",
                "reinjection", "false"))) {
      assertThat(source).isInstanceOf(PcapPacketSource.class);
      assertThat(source.name()).isEqualTo("pcap:eth0@edge");
    }
    try (PacketSource source = create(Map.of("file", "captures/a.pcap", "ports", "51820"))) {
      assertThat(source.name()).isEqualTo("pcap:a.pcap");
    }
  }

  @Test
  void needsAnInterfaceAndForAFilePorts() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> create(Map.of("ports", "51820")))
        .withMessageContaining("packet-source.pcap.interface");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> create(Map.of("file", "a.pcap")))
        .withMessageContaining("packet-source.pcap.ports");
  }

  @Test
  void takesAnInterfaceOrAFile() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> create(Map.of("interface", "eth0", "file", "a.pcap", "ports", "51820")))
        .withMessageContaining("packet-source.pcap.file");
  }

  @ParameterizedTest
  @CsvSource({
    "ports, 0",
    "ports, 65536",
    "ports, '51820,'",
    "ports, wg0",
    "forwarded-ports, 0",
    "forwarded-ports, 5-4",
    "forwarded-ports, 1-2-3",
    "forwarded-ports, 65535-65536",
    "forwarded-ports, 53-",
    "forwarded-ports, https",
    "snapshot-length, 209",
    "snapshot-length, 262145",
    "buffer-bytes, 65535",
    "buffer-bytes, 8M",
    "reinjection, yes"
  })
  void refusesBadValues(String key, String value) {
    Map<String, String> values = new HashMap<>(Map.of("interface", "eth0", "ports", "51820"));
    values.put(key, value);
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> create(values))
        .withMessageContaining("packet-source.pcap." + key)
        .withMessageContaining(value);
  }

  @Test
  void theBuilderNamesWhatIsMissing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PcapPacketSource.builder().ports(1).build())
        .withMessage("a capture needs an interface or a file");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PcapPacketSource.builder().file(Path.of("a.pcap")).build())
        .withMessageContaining("at least one port is needed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PcapPacketSource.builder().file(Path.of("a.pcap")).interfaceName("eth0"))
        .withMessageContaining("not of both");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PcapPacketSource.builder().interfaceName(" "));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PcapPacketSource.builder().networkNamespace(""));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PcapPacketSource.builder()
                    .file(Path.of("a.pcap"))
                    .ports(1)
                    .networkNamespace("edge")
                    .build())
        .withMessageContaining("a network namespace applies to an interface, not to a file");
  }
}
