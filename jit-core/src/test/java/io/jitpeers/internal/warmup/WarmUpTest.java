package io.jitpeers.internal.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.internal.agreement.Candidate;
import io.jitpeers.options.StartOptions;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.source.UdpPacketSource;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.ResponderKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(1_200)
class WarmUpTest {
  /** A warm-up ends before that, even on a slow machine. */
  private static final Duration LONG = Duration.ofMinutes(10);

  private final List<JitEvent> events = new CopyOnWriteArrayList<>();
  private final InMemoryPeerStore store =
      InMemoryPeerStore.builder().privateKey(PrivateKey.generate(new SecureRandom())).build();

  private JitOrchestrator orchestrator(PeerConfigSource source, Duration warmUp) {
    return JitOrchestrator.builder()
        .packetSource(new DirectPacketSource())
        .configSource(source)
        .store(store)
        .listener(events::add)
        .startOptions(StartOptions.builder().warmUp(warmUp).build())
        .build();
  }

  @Test
  void madeInitiationsAreWhatClientsSend() {
    ResponderKey responder = ResponderKey.of(PrivateKey.generate(new SecureRandom()));
    MadeInitiations made = new MadeInitiations(responder.publicKey(), new SecureRandom());
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Set<PublicKey> initiators = new HashSet<>();
    for (int i = 1; i <= 3; i++) {
      InitiationResult result = responder.open(ByteBuffer.wrap(made.next(now)));
      assertThat(result).isInstanceOf(InitiationResult.Opened.class);
      InitiationResult.Opened opened = (InitiationResult.Opened) result;
      assertThat(opened.timestamp()).isEqualTo(Tai64n.of(now));
      assertThat(opened.senderIndex()).isEqualTo(i);
      initiators.add(opened.initiator());
    }
    assertThat(initiators).hasSize(3);
  }

  @Test
  void aRehearsalProvisionsUntilItIsNoLongerFaster() throws Exception {
    try (Rehearsal rehearsal =
        new Rehearsal(new DirectWire(), Candidate.bouncyCastle(), new SecureRandom())) {
      assertThat(rehearsal.run(LONG)).isBetween(500, 5_000);
    }
  }

  @Test
  void aRehearsalOverUdpGoesThroughASourcesOwnPath() throws Exception {
    try (LoopbackWire wire = new LoopbackWire();
        Rehearsal rehearsal = new Rehearsal(wire, Candidate.bouncyCastle(), new SecureRandom())) {
      int clients = rehearsal.run(LONG);
      assertThat(clients).isBetween(500, 5_000);
      assertThat(wire.source().statistics().received()).isEqualTo(clients);
    }
  }

  @Test
  void theThreadsThatAFirstPacketNeedsAreThereWhenTheStartReturns() throws Exception {
    try (JitOrchestrator jit = orchestrator(new CountingSource() {}, Duration.ZERO)) {
      jit.start();
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .anyMatch(name -> name.startsWith("jit-opener"))
          .anyMatch(name -> name.startsWith("jit-store-writer"));
    }
  }

  @Test
  void aGatewayWithAUdpPortStartsWithItsOwnCountersAtZero() throws Exception {
    try (UdpPacketSource udp =
            UdpPacketSource.builder().bindAddress(InetAddress.getLoopbackAddress()).build();
        JitOrchestrator jit =
            JitOrchestrator.builder()
                .packetSource(udp)
                .configSource(new CountingSource() {})
                .store(store)
                .listener(events::add)
                .startOptions(StartOptions.builder().warmUp(LONG).build())
                .build()) {
      jit.start();
      assertThat(udp.statistics().received()).isZero();
      assertThat(jit.statistics().received()).isZero();
      assertThat(events).isEmpty();
      assertThat(store.list(peer -> {}).peers()).isZero();
    }
  }

  @Test
  void aRehearsalEndsWhenItsTimeIsUp() throws Exception {
    try (Rehearsal rehearsal =
        new Rehearsal(new DirectWire(), Candidate.bouncyCastle(), new SecureRandom())) {
      assertThat(rehearsal.run(Duration.ZERO)).isEqualTo(1);
    }
  }

  /** Each test has a class of its own, because a class is warmed up once per process. */
  private abstract static class CountingSource implements PeerConfigSource {
    final AtomicInteger warmUps = new AtomicInteger();
    final AtomicInteger lookups = new AtomicInteger();

    @Override
    public CompletionStage<PeerLookup> lookup(PeerQuery query) {
      lookups.incrementAndGet();
      return CompletableFuture.completedFuture(PeerLookup.notFound(Duration.ZERO));
    }

    @Override
    public void warmUp(Duration limit) {
      warmUps.incrementAndGet();
    }
  }

  @Test
  void nothingIsInstalledLookedUpCountedOrTold() throws Exception {
    CountingSource source = new CountingSource() {};
    try (JitOrchestrator jit = orchestrator(source, LONG)) {
      jit.start();
      assertThat(source.warmUps).hasValue(1);
      assertThat(source.lookups).hasValue(0);
      assertThat(events).isEmpty();
      assertThat(store.list(peer -> {}).peers()).isZero();
      assertThat(jit.statistics().received()).isZero();
      for (Outcome outcome : Outcome.values()) {
        assertThat(jit.statistics().count(outcome)).isZero();
      }
      assertThat(jit.snapshot().hotSet()).isEmpty();
    }
    try (JitOrchestrator again = orchestrator(source, LONG)) {
      again.start();
      assertThat(source.warmUps).as("once in a process").hasValue(1);
    }
  }

  @Test
  void itCanBeSwitchedOff() throws Exception {
    CountingSource source = new CountingSource() {};
    try (JitOrchestrator jit = orchestrator(source, Duration.ZERO)) {
      jit.start();
      assertThat(source.warmUps).hasValue(0);
    }
  }

  @Test
  void aPartThatNeverEndsIsInterruptedAndDoesNotHoldUpTheStart() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountingSource source =
        new CountingSource() {
          @Override
          public void warmUp(Duration limit) {
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              interrupted.countDown();
            }
          }
        };
    try (JitOrchestrator jit = orchestrator(source, Duration.ofMillis(1))) {
      jit.start();
      assertThat(jit.isRunning()).isTrue();
      assertThat(interrupted.await(2, TimeUnit.MINUTES)).isTrue();
    }
  }

  @Test
  void aPartThatFailsIsToldAndDoesNotFailTheStart() throws Exception {
    CountingSource source =
        new CountingSource() {
          @Override
          public void warmUp(Duration limit) {
            throw new IllegalStateException("cold");
          }
        };
    try (CapturedLog log = CapturedLog.of(WarmUp.class);
        JitOrchestrator jit = orchestrator(source, LONG)) {
      jit.start();
      assertThat(jit.isRunning()).isTrue();
      assertThat(log.messages(Level.WARN)).singleElement().asString().contains("WarmUpTest");
    }
  }
}
