package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.OnLoader;
import io.jitpeers.testkit.FakePeerConfigSource;
import java.net.DatagramSocket;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a builder has made from settings is closed when it fails, wherever it fails. */
class FailedBuildsTest {
  private static final List<String> KINDS =
      List.of(
          "eviction-policy",
          "config-source",
          "peer-store",
          "outbound-source",
          "replay-store",
          "fleet",
          "packet-source");

  @TempDir Path folder;
  private URLClassLoader loader;

  @BeforeEach
  void findProviders() throws Exception {
    loader = RecordedParts.loader(folder);
  }

  @AfterEach
  void closeLoader() throws Exception {
    loader.close();
  }

  private JitOrchestratorBuilder builder(Map<String, String> settings) throws Exception {
    return OnLoader.call(loader, () -> JitOrchestrator.builder(settings));
  }

  private static Map<String, String> all(String... others) {
    Map<String, String> settings = new LinkedHashMap<>();
    KINDS.forEach(kind -> settings.put(kind, "rec"));
    for (int i = 0; i < others.length; i += 2) {
      settings.put(others[i], others[i + 1]);
    }
    return settings;
  }

  private static Map<String, String> without(Map<String, String> settings, String key) {
    settings.remove(key);
    return settings;
  }

  @Test
  void aPortIsFreeAgainWhenBuildingFails() throws Exception {
    int port;
    try (DatagramSocket socket = new DatagramSocket(0)) {
      port = socket.getLocalPort();
    }
    Map<String, String> udp =
        Map.of("packet-source", "udp", "packet-source.udp.port", String.valueOf(port));
    for (int i = 0; i < 2; i++) {
      JitOrchestratorBuilder builder = JitOrchestrator.builder(udp);
      assertThatThrownBy(builder::build)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no config source was given; call configSource(...) or set config-source");
    }
    try (DatagramSocket again = new DatagramSocket(port)) {
      assertThat(again.isBound()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"peer-store", "config-source", "packet-source"})
  void everythingIsClosedWhenBuildFails(String missing) throws Exception {
    JitOrchestratorBuilder builder = builder(without(all(), missing));
    assertThat(RecordedParts.OPEN).hasSize(KINDS.size() - 1).doesNotContain(missing);
    assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
    assertThat(RecordedParts.OPEN).isEmpty();
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("this builder failed before");
  }

  @Test
  void everythingIsClosedWhenTwoPartsExcludeEachOther() throws Exception {
    JitOrchestratorBuilder builder = builder(all("replay-memory", "rec"));
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("replay-memory or replay-store");
    assertThat(RecordedParts.OPEN).isEmpty();
  }

  @Test
  void everythingIsClosedWhenTheBuilderIsDiscarded() throws Exception {
    JitOrchestratorBuilder builder = builder(all());
    assertThat(RecordedParts.OPEN).containsExactlyInAnyOrderElementsOf(KINDS);

    builder.discard();
    builder.discard();

    assertThat(RecordedParts.OPEN).isEmpty();
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("this builder failed before");
  }

  @Test
  void nothingOfAnOrchestratorIsClosedWhenItsBuilderIsDiscarded() throws Exception {
    JitOrchestratorBuilder builder = builder(all());
    try (JitOrchestrator orchestrator = builder.build()) {
      builder.discard();

      assertThat(RecordedParts.OPEN).containsExactlyInAnyOrderElementsOf(KINDS);
      assertThat(orchestrator.isRunning()).isFalse();
    }
  }

  @Test
  void everythingIsClosedWhenASettingIsUnknown() {
    assertThatThrownBy(() -> builder(all("packet-source.rec.unknown", "1")))
        .hasMessageContaining("unknown setting packet-source.rec.unknown");
    assertThat(RecordedParts.OPEN).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"admission.global-rate", "events.queue-capacity", "eviction.every"})
  void nothingStaysOpenWhenASettingIsWrong(String key) {
    assertThatThrownBy(() -> builder(all(key, "nonsense"))).hasMessageContaining(key);
    assertThat(RecordedParts.OPEN).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config-source",
        "peer-store",
        "outbound-source",
        "replay-store",
        "fleet",
        "packet-source"
      })
  void everythingIsClosedWhenAPartCannotBeCreated(String kind) {
    assertThatThrownBy(() -> builder(all(kind + ".rec.fails", "true")))
        .hasMessageContaining("no " + kind);
    assertThat(RecordedParts.OPEN).isEmpty();
  }

  @Test
  void aPolicyIsClosedWhenTheNextOneCannotBeCreated() {
    assertThatThrownBy(
            () -> builder(all("eviction-policy", "rec,idle", "eviction-policy.idle.after", "0s")))
        .hasMessageContaining("eviction-policy.idle.after");
    assertThat(RecordedParts.OPEN).isEmpty();
  }

  @Test
  void everythingIsClosedWhenASecondPartIsGiven() throws Exception {
    List<Consumer<JitOrchestratorBuilder>> mistakes =
        List.of(
            builder -> builder.store(InMemoryPeerStore.builder().build()),
            builder -> builder.configSource(new FakePeerConfigSource()),
            builder -> builder.packetSource(null),
            builder -> builder.listener(null),
            builder -> builder.evictionOptions(null));
    for (Consumer<JitOrchestratorBuilder> mistake : mistakes) {
      JitOrchestratorBuilder builder = builder(all());
      assertThat(RecordedParts.OPEN).containsExactlyInAnyOrderElementsOf(KINDS);
      assertThatThrownBy(() -> mistake.accept(builder)).isInstanceOf(RuntimeException.class);
      assertThat(RecordedParts.OPEN).isEmpty();
    }
  }

  @Test
  void whatFailsToCloseHidesNeitherTheFailureNorTheOtherParts() throws Exception {
    RecordedParts.FAIL_TO_CLOSE.addAll(List.of("packet-source", "eviction-policy"));
    JitOrchestratorBuilder builder = builder(without(all(), "peer-store"));
    Throwable failure = catchThrowable(builder::build);
    assertThat(failure).hasMessageContaining("no peer store was given");
    assertThat(failure.getSuppressed())
        .extracting(Throwable::getMessage)
        .containsExactly("packet-source cannot be closed", "eviction-policy cannot be closed");
    assertThat(RecordedParts.OPEN).isEmpty();
  }

  @Test
  void whatWasHandedInStaysOpen() throws Exception {
    DirectPacketSource handedIn = new DirectPacketSource();
    JitOrchestratorBuilder builder = builder(without(all(), "peer-store")).packetSource(handedIn);
    assertThatThrownBy(builder::build).hasMessageContaining("no peer store was given");
    try (JitOrchestrator other =
        JitOrchestrator.builder()
            .packetSource(handedIn)
            .configSource(new FakePeerConfigSource())
            .store(InMemoryPeerStore.builder().build())
            .build()) {
      other.start();
      assertThat(other.isRunning()).isTrue();
    }
  }

  @Test
  void whoeverHasBuiltHasHandedTheParts() throws Exception {
    JitOrchestratorBuilder builder = builder(all());
    try (JitOrchestrator orchestrator = builder.build()) {
      assertThatThrownBy(builder::build).hasMessageContaining("has built an orchestrator already");
      assertThat(orchestrator.isRunning()).isFalse();
      assertThat(RecordedParts.OPEN).containsExactlyInAnyOrderElementsOf(KINDS);
    }
    assertThat(RecordedParts.OPEN).isEmpty();
  }

  @Test
  void everythingIsClosedWhenTheStartFails() throws Exception {
    try (JitOrchestrator orchestrator = builder(all()).build()) {
      assertThatThrownBy(orchestrator::start).isInstanceOf(StoreException.class);
      assertThat(RecordedParts.OPEN).isEmpty();
    }
  }
}
