package io.jitpeers.examples.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.gateway.settings.GatewaySettings;
import io.jitpeers.recovery.TransportHandler;
import io.jitpeers.recovery.TransportSource;
import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.testkit.ManualTransportSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransportCheckTest {
  private final Set<String> taken = new HashSet<>();
  private final List<ManualTransportSource> made = new ArrayList<>();
  private final Findings findings = new Findings();

  /** Sources of which one can be open for each interface or group. */
  private final class Sources implements ComponentProvider<TransportSource> {
    @Override
    public String name() {
      return "pcap";
    }

    @Override
    public TransportSource create(Settings settings) {
      return new Exclusive(settings.requiredText("interface"));
    }
  }

  private final class Exclusive implements TransportSource {
    private final ManualTransportSource source = new ManualTransportSource();
    private final String where;

    Exclusive(String where) {
      this.where = where;
      made.add(source);
    }

    @Override
    public String name() {
      return where;
    }

    @Override
    public void listenPorts(Set<Integer> ports) {
      source.listenPorts(ports);
    }

    @Override
    public void start(TransportHandler handler) {
      if (!taken.add(where)) {
        throw new UncheckedIOException(new IOException("another process reads " + where));
      }
      source.start(handler);
    }

    @Override
    public SourceStatistics statistics() {
      return source.statistics();
    }

    @Override
    public void close() {
      source.close();
    }
  }

  private String check(Map<String, String> settings) {
    GatewaySettings all = GatewaySettings.of(Map.of("gateway.interfaces", "wg0,wg1"), settings);
    new TransportCheck(
            all,
            name -> name.equals("pcap") ? Optional.of(new Sources()) : Optional.empty(),
            findings)
        .check(Map.of("wg0", 51_820, "wg1", 51_821));
    return findings.all().toString();
  }

  @Test
  void eachInterfacesSourceIsOpenedAndClosed() {
    String found =
        check(
            Map.of(
                "transport-source", "pcap",
                "interface.wg0.transport-source.pcap.interface", "nflog:5",
                "interface.wg1.transport-source.pcap.interface", "nflog:6"));
    assertThat(found)
        .contains(
            "the source of clients' data of wg0, nflog:5, can be opened",
            "the source of clients' data of wg1, nflog:6, can be opened");
    assertThat(findings.wouldRun()).isTrue();
    assertThat(made).hasSize(2).allMatch(ManualTransportSource::isClosed);
    assertThat(made.stream().map(ManualTransportSource::ports))
        .containsExactlyInAnyOrder(Set.of(51_820), Set.of(51_821));
  }

  @Test
  void twoInterfacesCannotShareAGroup() {
    String found =
        check(Map.of("transport-source", "pcap", "transport-source.pcap.interface", "nflog:5"));
    assertThat(found).contains("another process reads nflog:5");
    assertThat(findings.wouldRun()).isFalse();
    assertThat(made).hasSize(2).allMatch(ManualTransportSource::isClosed);
  }

  @Test
  void noSourceAndWrongSettingsAreNoFindings() {
    assertThat(check(Map.of())).isEqualTo("[]");
    assertThat(check(Map.of("transport-source", "pcap"))).isEqualTo("[]");
    assertThat(check(Map.of("transport-source", "other"))).isEqualTo("[]");
  }
}
