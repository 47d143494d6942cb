package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.google.common.util.concurrent.Uninterruptibles;
import io.jitpeers.event.Stage;
import io.jitpeers.options.EventOptions;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.ResponderKey;
import io.jitpeers.wireguard.Tai64n;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.InOrder;

/** Closing at the worst moments: during the start, twice, and from inside. */
@Timeout(60)
class ClosingTest {
  private final PrivateKey gateway = newKey();
  private final PacketSource source = mock(PacketSource.class);
  private final PeerConfigSource control = mock(PeerConfigSource.class);
  private final PeerStore store = mock(PeerStore.class);
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicReference<Throwable> startFailure = new AtomicReference<>();

  private JitOrchestrator mocked() throws StoreException {
    when(source.name()).thenReturn("mocked");
    when(store.device()).thenReturn(device());
    when(store.visit(any())).thenReturn(ListingResult.of(0, true));
    return JitOrchestrator.builder()
        .packetSource(source)
        .configSource(control)
        .store(store)
        .build();
  }

  private Device device() {
    return Device.of("wg0", 1, 51820, ResponderKey.of(gateway));
  }

  private static PrivateKey newKey() {
    return PrivateKey.generate(new SecureRandom());
  }

  private void pauseHere() {
    reached.countDown();
    Uninterruptibles.awaitUninterruptibly(go);
  }

  private Thread starting(JitOrchestrator orchestrator) {
    Thread thread =
        new Thread(
            () -> {
              try {
                orchestrator.start();
              } catch (StoreException | RuntimeException e) {
                startFailure.set(e);
              }
            });
    thread.start();
    return thread;
  }

  private static Thread closing(JitOrchestrator orchestrator) {
    Thread thread = new Thread(orchestrator::close);
    thread.start();
    return thread;
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(thread.isAlive()).isTrue();
      Thread.onSpinWait();
    }
  }

  @Test
  void aStartThatReadsTheDeviceEndsThere() throws Exception {
    JitOrchestrator orchestrator = mocked();
    when(store.device())
        .thenAnswer(
            call -> {
              pauseHere();
              return device();
            });
    Thread start = starting(orchestrator);
    reached.await();
    Thread close = closing(orchestrator);
    awaitWaiting(close);
    verify(store, never()).close();
    go.countDown();
    start.join();
    close.join();

    assertThat(startFailure.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was closed while it started");
    assertThat(orchestrator.isRunning()).isFalse();
    verify(store, never()).visit(any());
    verify(control, never()).watch(any());
    verify(source, never()).start(any());
    verify(store, times(1)).close();
    verify(source, times(1)).close();
    verify(control, times(1)).close();
  }

  @Test
  void aSourceThatIsStartingIsClosedAfterwards() throws Exception {
    JitOrchestrator orchestrator = mocked();
    doAnswer(
            call -> {
              pauseHere();
              return null;
            })
        .when(source)
        .start(any());
    Thread start = starting(orchestrator);
    reached.await();
    Thread close = closing(orchestrator);
    awaitWaiting(close);
    go.countDown();
    start.join();
    close.join();

    assertThat(startFailure.get()).hasMessageContaining("was closed while it started");
    InOrder order = inOrder(source);
    order.verify(source).start(any());
    order.verify(source).close();
  }

  @Test
  void aStartCannotCloseItselfButEnds() throws Exception {
    JitOrchestrator orchestrator = mocked();
    doAnswer(
            call -> {
              orchestrator.close();
              return null;
            })
        .when(store)
        .claim();
    assertThatThrownBy(orchestrator::start).hasMessageContaining("was closed while it started");
    verify(store, never()).device();
    verify(store, times(1)).close();
  }

  @Test
  void aSecondCloseWaitsForTheFirst() throws Exception {
    JitOrchestrator orchestrator = mocked();
    doAnswer(
            call -> {
              pauseHere();
              return null;
            })
        .when(store)
        .close();
    orchestrator.start();
    Thread first = closing(orchestrator);
    reached.await();
    Thread second = closing(orchestrator);
    awaitWaiting(second);
    go.countDown();
    first.join();
    second.join();
    orchestrator.close();
    verify(store, times(1)).close();
  }

  @Test
  void aThreadThatIsInterruptedWaitsToo() throws Exception {
    JitOrchestrator orchestrator = mocked();
    doAnswer(
            call -> {
              pauseHere();
              return null;
            })
        .when(store)
        .close();
    orchestrator.start();
    Thread first = closing(orchestrator);
    reached.await();
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    Thread second =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              orchestrator.close();
              interrupted.set(Thread.interrupted());
            });
    second.start();
    awaitWaiting(second);
    go.countDown();
    first.join();
    second.join();
    assertThat(interrupted.get()).isTrue();
  }

  /** A gateway with real threads and a close deadline of a day for pending peers. */
  private final class Real {
    private final ManualPacketSource packets = new ManualPacketSource();
    private final FakePeerConfigSource configs = new FakePeerConfigSource();
    private final JitOrchestratorBuilder builder =
        JitOrchestrator.builder()
            .packetSource(packets)
            .configSource(configs)
            .store(InMemoryPeerStore.builder().privateKey(gateway).build())
            .eventOptions(EventOptions.builder().closeDeadline(Duration.ofMinutes(1)).build())
            .provisioningOptions(
                ProvisioningOptions.builder().closeDeadline(Duration.ofDays(1)).build());

    private TestPacket send(PrivateKey client, Runnable whenCompleted) {
      byte[] datagram =
          FakeClient.of(client, gateway.publicKey(), new SecureRandom())
              .initiation(Tai64n.of(Instant.ofEpochSecond(1_700_000_000L)), 1);
      TestPacket packet = new TestPacket(datagram, TimeSource.system().nanoTime());
      return packets.deliver(packet.whenCompleted(whenCompleted));
    }

    private PrivateKey known(int n) {
      PrivateKey client = newKey();
      configs.put(client.publicKey(), n);
      return client;
    }
  }

  @Test
  void anOpenerThatClosesDoesNotWaitForItself() throws Exception {
    Real real = new Real();
    AtomicReference<JitOrchestrator> self = new AtomicReference<>();
    CountDownLatch closed = new CountDownLatch(1);
    JitOrchestrator orchestrator =
        real.builder
            .stageObserver(
                (stage, nanos) -> {
                  if (stage == Stage.OPEN) {
                    self.get().close();
                    closed.countDown();
                  }
                })
            .build();
    self.set(orchestrator);
    orchestrator.start();
    CountDownLatch completed = new CountDownLatch(1);
    TestPacket packet = real.send(real.known(1), completed::countDown);
    assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(completed.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(packet.outcome()).isNotNull();
  }

  @Test
  void aListenerThatClosesDoesNotWaitForPeersOnTheirWayIn() throws Exception {
    Real real = new Real();
    JitOrchestrator orchestrator = real.builder.build();
    CountDownLatch closed = new CountDownLatch(1);
    orchestrator.start();
    real.configs.answeringByHand();
    CountDownLatch completed = new CountDownLatch(1);
    TestPacket hanging = real.send(newKey(), completed::countDown);
    while (real.configs.questions().isEmpty()) {
      Thread.onSpinWait();
    }
    orchestrator.addListener(
        event -> {
          orchestrator.close();
          closed.countDown();
        });
    real.configs.answeringAtOnce();
    real.send(real.known(1), () -> {});
    assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(completed.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(hanging.outcome()).isEqualTo(PacketOutcome.FAILED);
  }

  @Test
  void aListenerThatClosesWhileAnotherThreadDoesGoesOn() throws Exception {
    Real real = new Real();
    JitOrchestrator orchestrator = real.builder.build();
    CountDownLatch returned = new CountDownLatch(1);
    orchestrator.addListener(
        event -> {
          pauseHere();
          orchestrator.close();
          returned.countDown();
        });
    orchestrator.start();
    real.send(real.known(1), () -> {});
    reached.await();
    Thread close = closing(orchestrator);
    awaitWaiting(close);
    go.countDown();
    assertThat(returned.await(60, TimeUnit.SECONDS)).isTrue();
    close.join();
  }
}
