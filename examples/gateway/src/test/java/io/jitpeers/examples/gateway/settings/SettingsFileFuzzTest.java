package io.jitpeers.examples.gateway.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.settings.SettingsException;
import io.jitpeers.testing.fuzz.FuzzTarget;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Files of settings, spoilt: a gateway's settings, or a sentence. */
@Tag("fuzz")
class SettingsFileFuzzTest implements FuzzTarget {

  @Test
  void isReadOrRefused() {
    assertThat(Fuzzer.run(this, 15_000)).containsKeys("read", "refused");
  }

  @Override
  public String name() {
    return "settings-file";
  }

  @Override
  public List<byte[]> inputs() {
    return FuzzTarget.texts(
        "gateway.interfaces=wg0\n",
        """
        \uFEFF# two
        gateway.interfaces=wg0, wg1
        interface.wg1.eviction.every=2m
        config-source.http.base-url=http://[::1]:8080
        packet-source=nfqueue
        """,
        """
        gateway.interfaces=wg0
        packet-source=pcap
        packet-source.pcap.interface=eth0
        """);
  }

  @Override
  public List<byte[]> words() {
    return FuzzTarget.texts(
        "=", "\n", "\r\n", "#", "\uFEFF", "interface.", ".", ",", "wg0", ":", "[", "\0");
  }

  @Override
  public String read(byte[] input) {
    try {
      Map<String, String> values =
          SettingsFile.parse("f", new String(input, UTF_8).lines().toList());
      GatewaySettings settings = GatewaySettings.of(values, Map.of());
      for (String name : settings.interfaces()) {
        assertThat(settings.orchestratorSettings(name)).isNotNull();
      }
      return "read";
    } catch (SettingsException e) {
      assertThat(e.getMessage()).isNotBlank();
      return "refused";
    }
  }
}
