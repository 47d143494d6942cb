package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.FakePeerConfigSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Packet sources know the device's listen port from before their start. */
class ListenPortsTest {
  private static final class Telling implements PacketSource {
    final List<String> calls = new ArrayList<>();
    RuntimeException failure;

    @Override
    public String name() {
      return "telling";
    }

    @Override
    public void listenPorts(Set<Integer> ports) {
      calls.add("ports " + ports);
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public void start(PacketHandler handler) {
      calls.add("start");
    }

    @Override
    public boolean returnsPackets() {
      return true;
    }

    @Override
    public SourceStatistics statistics() {
      return SourceStatistics.of(0, 0, 0);
    }

    @Override
    public void close() {
      calls.add("close");
    }
  }

  @Test
  void theyAreToldBeforeTheStart() throws Exception {
    Telling source = new Telling();
    try (JitOrchestrator orchestrator = orchestrator(source, 51820)) {
      orchestrator.start();

      assertThat(source.calls).containsExactly("ports [51820]", "start");
    }
  }

  @Test
  void aDeviceThatListensOnNoneHasNone() throws Exception {
    Telling source = new Telling();
    try (JitOrchestrator orchestrator = orchestrator(source, 0)) {
      orchestrator.start();

      assertThat(source.calls).first().isEqualTo("ports []");
    }
  }

  @Test
  void aSourceThatWouldMissPacketsKeepsTheGatewayFromStarting() {
    Telling first = new Telling();
    Telling second = new Telling();
    second.failure = new SettingsException("port 443 is nobody's");
    try (JitOrchestrator orchestrator =
        JitOrchestrator.builder()
            .packetSource(first)
            .packetSource(second)
            .configSource(new FakePeerConfigSource())
            .store(InMemoryPeerStore.builder().build())
            .build()) {

      assertThatExceptionOfType(SettingsException.class)
          .isThrownBy(orchestrator::start)
          .withMessage("port 443 is nobody's");
    }
    assertThat(first.calls).containsExactly("ports [51820]", "close");
    assertThat(second.calls).containsExactly("ports [51820]", "close");
  }

  private static JitOrchestrator orchestrator(PacketSource source, int port) {
    return JitOrchestrator.builder()
        .packetSource(source)
        .configSource(new FakePeerConfigSource())
        .store(InMemoryPeerStore.builder().listenPort(port).build())
        .build();
  }

  @Test
  void theyAreToldOfEachChange() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.sources = 2;
    try (Harness h = setup.start()) {
      h.store.changeListenPort(60000);
      h.stages.runAll();
      h.store.changeListenPort(0);
      h.stages.runAll();
      h.store.changeListenPort(60001);
      h.stages.runAll();

      assertThat(h.source.listenPorts())
          .containsExactly(Set.of(51820), Set.of(60000), Set.of(), Set.of(60001));
      assertThat(h.otherSources.get(0).listenPorts()).isEqualTo(h.source.listenPorts());
    }
  }

  @Test
  void whatChangesBesidesIsNotTold() throws Exception {
    try (Harness h = Harness.setup().start()) {
      h.store.changeKey(h.newClient());
      h.stages.runAll();

      assertThat(h.source.listenPorts()).containsExactly(Set.of(51820));
    }
  }
}
