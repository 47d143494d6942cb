package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.EventOptions;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners on real threads. Whatever they do, the gateway continues. */
@Timeout(120)
class ListenerThreadTest {
  private final SecureRandom random = new SecureRandom();
  private final PrivateKey gateway = PrivateKey.generate(random);
  private final ManualPacketSource source = new ManualPacketSource();
  private final FakePeerConfigSource control = new FakePeerConfigSource();
  private final CountDownLatch blocked = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private JitOrchestrator orchestrator;
  private int clients;

  @AfterEach
  void close() {
    release.countDown();
    orchestrator.close();
  }

  private JitOrchestratorBuilder builder() {
    return JitOrchestrator.builder()
        .packetSource(source)
        .configSource(control)
        .store(InMemoryPeerStore.builder().privateKey(gateway).build())
        .admissionOptions(
            AdmissionOptions.builder().perSourceRate(1_000).perSourceBurst(1_000).build());
  }

  /** Starts without sweeps on schedule, which would add events if a slow test takes a minute. */
  private void start() throws StoreException {
    orchestrator.start();
    orchestrator.pauseEviction();
  }

  private void block(JitEvent event) {
    blocked.countDown();
    com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly(release);
  }

  /** Makes known clients initiate, and waits until their packets are completed. */
  private List<TestPacket> provision(int count) throws InterruptedException {
    CountDownLatch completed = new CountDownLatch(count);
    List<TestPacket> packets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PrivateKey client = PrivateKey.generate(random);
      control.put(client.publicKey(), ++clients);
      byte[] datagram =
          FakeClient.of(client, gateway.publicKey(), random)
              .initiation(Tai64n.of(Instant.ofEpochSecond(1_700_000_000L)), clients);
      TestPacket packet = new TestPacket(datagram, TimeSource.system().nanoTime());
      packets.add(source.deliver(packet.whenCompleted(completed::countDown)));
    }
    assertThat(completed.await(60, TimeUnit.SECONDS)).isTrue();
    return packets;
  }

  @Test
  void aListenerThatBlocksHoldsNobodyUp() throws Exception {
    orchestrator = builder().listener(this::block).build();
    start();
    provision(1);
    blocked.await();

    assertThat(provision(5)).extracting(TestPacket::outcome).containsOnly(PacketOutcome.INSTALLED);
    assertThat(orchestrator.statistics().count(Outcome.STORE_FAILED)).isZero();
    assertThat(orchestrator.evictNow().get(60, TimeUnit.SECONDS).listed()).isEqualTo(6);
  }

  @Test
  void aListenerMayEvictAndWaitForIt() throws Exception {
    List<Boolean> evicted = new CopyOnWriteArrayList<>();
    orchestrator = builder().build();
    orchestrator.addListener(
        event -> {
          if (event instanceof JitEvent.PeerInstalled installed) {
            evicted.add(orchestrator.evict(installed.key()).join());
          }
        });
    start();
    provision(3);

    Await.until("all are evicted", () -> evicted.size() == 3);
    assertThat(evicted).containsOnly(true);
    assertThat(orchestrator.snapshot().hotSet()).isEmpty();
  }

  @Test
  void eventsComeInOrderAndOneAtATime() throws Exception {
    List<String> threads = new CopyOnWriteArrayList<>();
    List<JitEvent> events = new CopyOnWriteArrayList<>();
    orchestrator =
        builder()
            .eventOptions(EventOptions.builder().closeDeadline(Duration.ofMinutes(1)).build())
            .listener(
                event -> {
                  threads.add(Thread.currentThread().getName());
                  events.add(event);
                })
            .build();
    start();
    provision(50);
    orchestrator.close();

    assertThat(threads).containsOnly("jit-events");
    assertThat(events)
        .filteredOn(JitEvent.PeerInstalled.class::isInstance)
        .as("told before closing returned")
        .hasSize(50);
  }

  @Test
  void whatAListenerDoesNotKeepUpWithIsDroppedAndCounted() throws Exception {
    List<JitEvent> told = new CopyOnWriteArrayList<>();
    orchestrator =
        builder()
            .eventOptions(EventOptions.builder().queueCapacity(3).build())
            .listener(
                event -> {
                  told.add(event);
                  block(event);
                })
            .build();
    start();
    provision(1);
    blocked.await();
    provision(10);

    Await.until("drops", () -> orchestrator.statistics().waits().droppedEvents() == 7);
    assertThat(orchestrator.statistics().waits().queuedEvents()).isEqualTo(3);
    release.countDown();
    Await.until("the rest is told", () -> told.size() == 4);
    provision(1);
    Await.until("what comes later is told again", () -> told.size() == 5);
  }

  @Test
  void closingDoesNotWaitForEverForAListener() throws Exception {
    orchestrator =
        builder()
            .eventOptions(EventOptions.builder().closeDeadline(Duration.ZERO).build())
            .listener(this::block)
            .build();
    start();
    provision(2);
    blocked.await();

    orchestrator.close();

    assertThat(release.getCount()).as("it is still at its first event").isOne();
  }
}
