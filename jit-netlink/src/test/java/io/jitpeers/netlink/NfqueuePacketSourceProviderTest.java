package io.jitpeers.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PacketSourceProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NfqueuePacketSourceProviderTest {
  private final PacketSourceProvider provider = new NfqueuePacketSourceProvider();

  private PacketSource create(Map<String, String> values) {
    Map<String, String> full = new HashMap<>();
    values.forEach((key, value) -> full.put("packet-source.nfqueue." + key, value));
    Settings settings = Settings.of(full);
    PacketSource source = provider.create(settings.scope("packet-source").scope("nfqueue"));
    settings.rejectUnknown();
    return source;
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(PacketSourceProvider.class))
        .hasAtLeastOneElementOfType(NfqueuePacketSourceProvider.class);
    assertThat(provider.name()).isEqualTo("nfqueue");
  }

  @Test
  void readsItsSettings() {
    try (PacketSource source =
        create(
            Map.of(
                "queue", "51820",
                "namespace", "edge",
                "queue-length", "100",
                "fail-open", "false",
                "receive-buffer", "65536"))) {
      assertThat(source).isInstanceOf(NfqueuePacketSource.class);
      assertThat(source.name()).isEqualTo("nfqueue:51820@edge");
    }
  }

  @Test
  void needsAQueue() {
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> create(Map.of()))
        .withMessageContaining("packet-source.nfqueue.queue");
  }

  @ParameterizedTest
  @CsvSource({
    "queue, 65536",
    "queue, wg0",
    "queue-length, 0",
    "fail-open, yes",
    "receive-buffer, 0",
    "receive-buffer, 8M"
  })
  void refusesBadValues(String key, String value) {
    Map<String, String> values = new HashMap<>(Map.of("queue", "0"));
    values.put(key, value);
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> create(values))
        .withMessageContaining("packet-source.nfqueue." + key)
        .withMessageContaining(value);
  }
}
