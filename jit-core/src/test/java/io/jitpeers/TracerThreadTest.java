package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.EventOptions;
import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.Snag;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A tracer on real threads. Whatever it does, clients are provisioned. */
@Timeout(120)
class TracerThreadTest {
  private final SecureRandom random = new SecureRandom();
  private final PrivateKey gateway = PrivateKey.generate(random);
  private final ManualPacketSource source = new ManualPacketSource();
  private final FakePeerConfigSource control = new FakePeerConfigSource();
  private final Snag snag = new Snag();
  private final RecordedTracer tracer = new RecordedTracer();
  private JitOrchestrator orchestrator;
  private int clients;

  @AfterEach
  void close() {
    snag.close();
    orchestrator.close();
  }

  private void start(Duration patience) throws Exception {
    orchestrator =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(control)
            .store(InMemoryPeerStore.builder().privateKey(gateway).build())
            .admissionOptions(
                AdmissionOptions.builder().perSourceRate(1_000).perSourceBurst(1_000).build())
            .eventOptions(EventOptions.builder().closeDeadline(Duration.ofMinutes(1)).build())
            .watchdogOptions(WatchdogOptions.builder().patience(patience).build())
            .tracer(tracer)
            .build();
    orchestrator.start();
  }

  /** Sends initiations of known clients, and waits until their packets are completed. */
  private void provision(int count) throws InterruptedException {
    CountDownLatch completed = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      PrivateKey client = PrivateKey.generate(random);
      control.put(client.publicKey(), ++clients);
      byte[] datagram =
          FakeClient.of(client, gateway.publicKey(), random)
              .initiation(Tai64n.of(Instant.ofEpochSecond(1_700_000_000L)), clients);
      TestPacket packet = new TestPacket(datagram, TimeSource.system().nanoTime());
      source.deliver(packet.whenCompleted(completed::countDown));
    }
    assertThat(completed.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(orchestrator.statistics().count(Outcome.INSTALLED)).isEqualTo(clients);
  }

  private List<Map<String, String>> contexts() {
    return control.questions().stream().map(asked -> asked.query().traceContext()).toList();
  }

  @Test
  void allCallsAreMadeOnOneThreadThatIsNotThePackets() throws Exception {
    Set<String> threads = ConcurrentHashMap.newKeySet();
    tracer.inEachCall = () -> threads.add(Thread.currentThread().getName());
    start(WatchdogOptions.DEFAULT_PATIENCE);
    provision(1);
    orchestrator.close();

    assertThat(threads).singleElement().asString().startsWith("jit-tracer");
    assertThat(tracer.calls)
        .containsExactly(
            "begin",
            "LOOKUP began",
            "LOOKUP FOUND",
            "INSTALL began",
            "INSTALL DONE",
            "RETURN began",
            "RETURN DONE",
            "end INSTALLED");
  }

  @Test
  void closingMakesTheCallsThatWait() throws Exception {
    start(WatchdogOptions.DEFAULT_PATIENCE);
    provision(50);
    orchestrator.close();

    assertThat(tracer.ends).hasSize(50 - (int) orchestrator.statistics().waits().droppedTraces());
  }

  @Test
  void aTracerThatHangsKeepsNoClientWaiting() throws Exception {
    tracer.inEachCall = snag::hangHere;
    start(Duration.ofMinutes(10));
    provision(20);
    // No client waits for the tracer's thread, not even for its start.
    snag.awaitCaught();
    assertThat(contexts()).hasSize(20).containsOnly(Map.of());
    long before = orchestrator.statistics().waits().droppedTraces();

    provision(10);
    assertThat(orchestrator.statistics().waits().droppedTraces()).isEqualTo(before + 10);
    snag.release();
    Await.until("the tracer has caught up", () -> tracer.ends.size() == 20 - before);
    Await.until("clients are traced again", this::isTracedAgain);
  }

  private boolean isTracedAgain() throws InterruptedException {
    int ends = tracer.ends.size();
    provision(1);
    return contexts().get(contexts().size() - 1).equals(tracer.context) && ends > 0;
  }

  @Test
  void aTracerThatHangsForLongIsRemovedAndAnotherOneWorks() throws Exception {
    tracer.inEachCall = snag::hangHere;
    start(Duration.ofSeconds(1));
    provision(1);
    RecordedTracer other = new RecordedTracer();
    Await.until("the tracer is removed", () -> isAdded(other));
    Await.until("the other one is asked", () -> isAskedAfterAnother(other));

    assertThat(snag.hasCaught()).isTrue();
    assertThat(tracer.ends).isEmpty();
    assertThat(orchestrator.statistics().waits().hungCalls()).isOne();
  }

  private boolean isAdded(RecordedTracer other) {
    try {
      orchestrator.addTracer(other);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private boolean isAskedAfterAnother(RecordedTracer other) throws InterruptedException {
    provision(1);
    return !other.ends.isEmpty();
  }

  @Test
  void aTracerMayCloseTheOrchestrator() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    tracer.inEachCall =
        () -> {
          orchestrator.close();
          closed.countDown();
        };
    start(WatchdogOptions.DEFAULT_PATIENCE);
    PrivateKey client = PrivateKey.generate(random);
    control.put(client.publicKey(), 1);
    CountDownLatch completed = new CountDownLatch(1);
    byte[] datagram =
        FakeClient.of(client, gateway.publicKey(), random)
            .initiation(Tai64n.of(Instant.ofEpochSecond(1_700_000_000L)), 1);
    TestPacket packet = new TestPacket(datagram, TimeSource.system().nanoTime());
    source.deliver(packet.whenCompleted(completed::countDown));

    assertThat(completed.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(packet.outcome()).isIn(PacketOutcome.FAILED, PacketOutcome.INSTALLED);
    // Afterwards, the tracer's thread logs nothing that another test may capture.
    assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(orchestrator.isRunning()).isFalse();
  }
}
