package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.StartOptions;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.statistics.DeviceStatus;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.ResponderKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.InOrder;

/** The order in which an orchestrator starts and closes its parts. It leaves nothing open. */
class LifecycleTest {
  private final PacketSource first = mock(PacketSource.class);
  private final PacketSource second = mock(PacketSource.class);
  private final PeerConfigSource control = mock(PeerConfigSource.class);
  private final PeerStore store = mock(PeerStore.class);
  private final ResponderKey key = ResponderKey.of(PrivateKey.generate(new SecureRandom()));
  private JitOrchestrator orchestrator;

  @TempDir Path folder;

  @BeforeEach
  void build() throws StoreException {
    when(first.name()).thenReturn("first");
    when(second.name()).thenReturn("second");
    when(store.device()).thenReturn(Device.of("wg0", 1, 51820, key));
    when(store.visit(any())).thenReturn(ListingResult.of(0, true));
    orchestrator =
        JitOrchestrator.builder()
            .packetSource(first)
            .packetSource(second)
            .configSource(control)
            .store(store)
            .build();
  }

  @AfterEach
  void close() {
    orchestrator.close();
  }

  @Test
  void itTellsWhetherItRunsAndOfItsDevice() throws Exception {
    assertThat(orchestrator.isRunning()).isFalse();
    assertThat(orchestrator.device()).isEmpty();

    orchestrator.start();
    assertThat(orchestrator.isRunning()).isTrue();
    assertThat(orchestrator.device())
        .hasValue(new DeviceStatus("wg0", key.publicKey(), 51820, true));
    assertThat(orchestrator.provisioningOptions().maxPending())
        .isEqualTo(ProvisioningOptions.defaults().maxPending());

    orchestrator.close();
    assertThat(orchestrator.isRunning()).isFalse();
  }

  @Test
  void theDeviceAndItsPeersAreReadBeforeAnySourceDelivers() throws Exception {
    orchestrator.start();

    InOrder order = inOrder(store, first, second);
    order.verify(store).claim();
    order.verify(store).device();
    order.verify(store).visit(any());
    order.verify(first).start(any());
    order.verify(second).start(any());
  }

  @Test
  void aDeviceThatCannotBeReadStartsNothingAndClosesEverything() throws Exception {
    StoreException failure = new StoreException("read the device: there is none");
    when(store.device()).thenThrow(failure);

    assertThatThrownBy(orchestrator::start).isSameAs(failure);

    verify(first, never()).start(any());
    verify(second, never()).start(any());
    verifyEverythingWasClosedOnce();
  }

  @Test
  void aDeviceOfAnotherGatewaysIsLeftAlone() throws Exception {
    StoreException failure = new StoreException("claim wg0: another gateway provisions into it");
    doThrow(failure).when(store).claim();

    assertThatThrownBy(orchestrator::start).isSameAs(failure);

    verify(store, never()).device();
    verify(first, never()).start(any());
    verifyEverythingWasClosedOnce();
  }

  private JitOrchestrator withState(Path directory) {
    return JitOrchestrator.builder()
        .packetSource(second)
        .configSource(control)
        .store(store)
        .startOptions(StartOptions.builder().stateDirectory(directory).build())
        .build();
  }

  @Test
  void aStateDirectoryIsMadeAndHasAFileOfTheDevice() throws Exception {
    Path state = folder.resolve("state");
    for (int starts = 0; starts < 2; starts++) {
      try (JitOrchestrator remembering = withState(state)) {
        remembering.start();
        assertThat(state.resolve("peers-" + key.publicKey().toHex())).isNotEmptyFile();
      }
    }
  }

  @Test
  void aStateDirectoryThatCannotBeUsedFailsTheStart() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    try (JitOrchestrator remembering = withState(file)) {
      assertThatThrownBy(remembering::start)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("name a folder in state.directory");
    }
    verify(second, never()).start(any());
    verify(store, times(1)).close();
  }

  @Test
  void sourcesAreClosedBeforeWhatTheyFeed() throws Exception {
    orchestrator.start();
    orchestrator.close();

    InOrder order = inOrder(first, second, control, store);
    order.verify(first).close();
    order.verify(second).close();
    order.verify(control).close();
    order.verify(store).close();
  }

  @Test
  void closingTwiceClosesEachPartOnce() throws Exception {
    orchestrator.start();
    orchestrator.close();
    orchestrator.close();

    verifyEverythingWasClosedOnce();
  }

  @Test
  void whatWasNeverStartedIsClosedToo() {
    orchestrator.close();

    verifyEverythingWasClosedOnce();
  }

  @Test
  void aSourceThatCannotStartClosesEverything() {
    UncheckedIOException failure =
        new UncheckedIOException(new IOException("the port is taken; choose another"));
    doThrow(failure).when(second).start(any());

    assertThatThrownBy(orchestrator::start).isSameAs(failure);

    InOrder order = inOrder(first, second);
    order.verify(first).start(any());
    order.verify(second).start(any());
    order.verify(first).close();
    verifyEverythingWasClosedOnce();
  }

  @Test
  void aSourceThatCannotBeClosedDoesNotKeepTheOthersOpen() throws Exception {
    doThrow(new IllegalStateException("stuck")).when(first).close();
    orchestrator.start();

    assertThatCode(orchestrator::close).doesNotThrowAnyException();

    verifyEverythingWasClosedOnce();
  }

  private void verifyEverythingWasClosedOnce() {
    verify(first, times(1)).close();
    verify(second, times(1)).close();
    verify(control, times(1)).close();
    verify(store, times(1)).close();
  }
}
