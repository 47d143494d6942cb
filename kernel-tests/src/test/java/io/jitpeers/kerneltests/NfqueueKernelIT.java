package io.jitpeers.kerneltests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.FirstInitiations;
import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.netlink.NfqueuePacketSource;
import io.jitpeers.netlink.NfqueueStatistics;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that the kernel queues, and the effect of verdicts. */
class NfqueueKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final byte[] INITIATION = new byte[148];

  static {
    INITIATION[0] = 1;
  }

  private final BlockingQueue<Packet> delivered = new LinkedBlockingQueue<>();

  private void keep(Packet packet) {
    delivered.add(packet.retain());
  }

  private Packet next() throws InterruptedException {
    Packet packet = delivered.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(packet).isNotNull();
    return packet;
  }

  private static void eventually(BooleanSupplier condition) {
    assertThat(Await.until(PATIENCE, condition)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {NfqueueGateway.IPV4, NfqueueGateway.IPV6})
  void theKernelAnswersTheInitiationThatWaitedForItsPeer(String address) throws Exception {
    try (NfqueueGateway setup = NfqueueGateway.queueing(NfqueueGateway.INITIATIONS);
        FirstInitiations firsts = setup.stopRetries();
        NfqueuePacketSource source = setup.source().build()) {
      WireGuardInterface gateway = setup.wireguardAtGateway();
      source.start(this::keep);
      Thread installer = new Thread(() -> installAndComplete(gateway, setup));
      installer.start();
      setup.wireguardAtClient(address);

      firsts.ping("10.0.0.1");

      installer.join();
      assertThat(setup.passed()).isEqualTo(1);
      WireGuardDump.Peer seen = gateway.dump().peer(setup.clientAsPeer().publicKey());
      assertThat(seen.endpoint().orElseThrow()).contains(address.replaceAll("1$", "2"));
      eventually(() -> source.queueStatistics().accepted() >= 1);
      NfqueueStatistics statistics = source.queueStatistics();
      assertThat(statistics.received()).isEqualTo(1);
      assertThat(statistics.accepted()).isEqualTo(1);
      firsts.letRetriesThrough();
      setup.client.run("ping", "-c1", "-W90", "10.0.0.1");
      assertThat(gateway.dump().peer(setup.clientAsPeer().publicKey()).latestHandshake())
          .isAfter(Instant.EPOCH);
    }
  }

  private void installAndComplete(WireGuardInterface gateway, NfqueueGateway setup) {
    try {
      Packet packet = next();
      gateway.peer(setup.clientAsPeer());
      packet.complete(PacketOutcome.INSTALLED);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatWasRejectedNeverReachesWireGuard() throws Exception {
    try (NfqueueGateway setup = NfqueueGateway.queueing(NfqueueGateway.INITIATIONS);
        FirstInitiations firsts = setup.stopRetries();
        NfqueuePacketSource source = setup.source().build()) {
      WireGuardInterface gateway = setup.wireguardAtGateway().peer(setup.clientAsPeer());
      source.start(packet -> packet.complete(PacketOutcome.REJECTED));
      setup.wireguardAtClient(NfqueueGateway.IPV4);

      setup.knock();

      eventually(() -> source.queueStatistics().dropped() == 1);
      assertThat(firsts.answered()).isEmpty();
      assertThat(setup.came()).isEqualTo(1);
      assertThat(setup.passed()).isZero();
      WireGuardDump.Peer seen = gateway.dump().peer(setup.clientAsPeer().publicKey());
      assertThat(seen.rxBytes()).isZero();
      assertThat(seen.latestHandshake()).isEqualTo(Instant.EPOCH);
    }
  }

  @Test
  void afterAFailureTheKernelIgnoresTheInitiation() throws Exception {
    try (NfqueueGateway setup = NfqueueGateway.queueing(NfqueueGateway.INITIATIONS);
        FirstInitiations firsts = setup.stopRetries();
        NfqueuePacketSource source = setup.source().build()) {
      WireGuardInterface gateway = setup.wireguardAtGateway();
      source.start(packet -> packet.complete(PacketOutcome.FAILED));
      setup.wireguardAtClient(NfqueueGateway.IPV4);

      setup.knock();

      setup.awaitPassed(1);
      assertThat(firsts.answered()).isEmpty();
      assertThat(gateway.dump().peers()).isEmpty();
    }
  }

  @Test
  void initiationsBypassAQueueThatNobodyReads() throws Exception {
    try (NfqueueGateway setup = NfqueueGateway.queueing(NfqueueGateway.INITIATIONS);
        FirstInitiations firsts = setup.stopRetries()) {
      WireGuardInterface gateway = setup.wireguardAtGateway().peer(setup.clientAsPeer());
      setup.wireguardAtClient(NfqueueGateway.IPV4);

      firsts.ping("10.0.0.1");

      assertThat(setup.came()).isEqualTo(1);
      // The kernel counts an initiation after it has sent the answer.
      eventually(() -> gateway.dump().peer(setup.clientAsPeer().publicKey()).rxBytes() > 0);
    }
  }

  @Test
  void aRuleThatQueuesTooMuchLosesNothing() throws Exception {
    try (NfqueueGateway setup = NfqueueGateway.queueing(NfqueueGateway.EVERYTHING);
        NfqueuePacketSource source = setup.source().build()) {
      setup.wireguardAtGateway().peer(setup.clientAsPeer());
      source.start(packet -> packet.complete(PacketOutcome.ALREADY_RESIDENT));
      WireGuardInterface client = setup.wireguardAtClient(NfqueueGateway.IPV6);

      String answers =
          client.namespace().run("ping", "-c20", "-i0.02", "-W90", "-s1300", "10.0.0.1");

      assertThat(answers).contains(" 0% packet loss");
      // A later keepalive may have been received and not yet accepted.
      eventually(() -> isAllAccepted(source.queueStatistics()));
      assertThat(source.queueStatistics().notInitiations()).isGreaterThanOrEqualTo(20);
    }
  }

  private static boolean isAllAccepted(NfqueueStatistics statistics) {
    return statistics.accepted() == statistics.received();
  }

  @Test
  void closingLetsWhatIsUndecidedPass() throws Exception {
    try (NfqueueGateway setup = NfqueueGateway.queueing(NfqueueGateway.INITIATIONS)) {
      NfqueuePacketSource source = setup.source().build();
      source.start(this::keep);
      setup.send(NfqueueGateway.IPV4, INITIATION, 5);
      Packet first = next();
      eventually(() -> source.queueStatistics().undecided() == 5);
      assertThat(setup.passed()).isZero();

      source.close();

      setup.awaitPassed(5);
      first.complete(PacketOutcome.REJECTED);
      setup.send(NfqueueGateway.IPV4, INITIATION, 2);
      setup.awaitPassed(7);
    }
  }

  @Test
  void closingInAStormLosesNothing() throws Exception {
    try (NfqueueGateway setup = NfqueueGateway.queueing(NfqueueGateway.INITIATIONS)) {
      NfqueuePacketSource source = setup.source().maxQueueLength(100).build();
      CountDownLatch some = new CountDownLatch(50);
      source.start(
          packet -> {
            if (some.getCount() > 25) {
              keep(packet);
            } else {
              packet.complete(PacketOutcome.ALREADY_RESIDENT);
            }
            some.countDown();
          });
      Thread closing = new Thread(() -> closeAfter(some, source));
      closing.start();

      setup.send(NfqueueGateway.IPV4, INITIATION, 3_000);

      closing.join();
      setup.awaitPassed(3_000);
      assertThat(source.failures()).isZero();
    }
  }

  private static void closeAfter(CountDownLatch latch, NfqueuePacketSource source) {
    try {
      latch.await();
      source.close();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFullQueueFailsOpen() throws Exception {
    try (NfqueueGateway setup = NfqueueGateway.queueing(NfqueueGateway.INITIATIONS);
        NfqueuePacketSource source = setup.source().maxQueueLength(2).build()) {
      source.start(this::keep);

      setup.send(NfqueueGateway.IPV4, INITIATION, 5);

      setup.awaitPassed(3);
      next().complete(PacketOutcome.REJECTED);
      next().complete(PacketOutcome.INSTALLED);
      setup.awaitPassed(4);
      assertThat(source.queueStatistics().queueDropped()).isEqualTo(OptionalLong.of(0));
    }
  }

  @Test
  void aFullQueueDropsIfItIsToldTo() throws Exception {
    try (NfqueueGateway setup = NfqueueGateway.queueing(NfqueueGateway.INITIATIONS);
        NfqueuePacketSource source = setup.source().maxQueueLength(2).failOpen(false).build()) {
      source.start(this::keep);

      setup.send(NfqueueGateway.IPV4, INITIATION, 5);

      eventually(() -> source.queueStatistics().queueDropped().orElseThrow() == 3);
      next().complete(PacketOutcome.INSTALLED);
      next().complete(PacketOutcome.INSTALLED);
      setup.awaitPassed(2);
      assertThat(source.statistics().droppedByKernel()).isEqualTo(3);
    }
  }

  @Test
  void aBurstThatOverrunsTheBufferIsCountedAndSurvived() throws Exception {
    CountDownLatch burst = new CountDownLatch(1);
    try (NfqueueGateway setup = NfqueueGateway.queueing(NfqueueGateway.INITIATIONS);
        NfqueuePacketSource source =
            setup.source().maxQueueLength(10_000).receiveBufferBytes(64 << 10).build()) {
      source.start(packet -> completeAfter(burst, packet));

      setup.send(NfqueueGateway.IPV4, INITIATION, 2_000);
      burst.countDown();

      // With fail-open, undeliverable packets pass too.
      setup.awaitPassed(2_000);
      setup.send(NfqueueGateway.IPV4, INITIATION, 1);
      setup.awaitPassed(2_001);
      eventually(
          () -> {
            NfqueueStatistics now = source.queueStatistics();
            return now.received() + now.missed() == 2_001 && isAllAccepted(now);
          });
      NfqueueStatistics statistics = source.queueStatistics();
      assertThat(statistics.bufferOverruns()).isPositive();
      assertThat(statistics.missed()).isPositive();
      assertThat(source.failures()).isZero();
    }
  }

  private static void completeAfter(CountDownLatch latch, Packet packet) {
    try {
      latch.await();
      packet.complete(PacketOutcome.ALREADY_RESIDENT);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theDefaultBufferHoldsAFullQueue() throws Exception {
    CountDownLatch burst = new CountDownLatch(1);
    try (NfqueueGateway setup = NfqueueGateway.queueing(NfqueueGateway.INITIATIONS);
        NfqueuePacketSource source = setup.source().maxQueueLength(2_000).failOpen(false).build()) {
      source.start(packet -> completeAfter(burst, packet));

      setup.send(NfqueueGateway.IPV6, INITIATION, 3_000);

      // A busy kernel receives the last packets a moment after they were sent.
      eventually(() -> setup.came() == 3_000);
      eventually(() -> source.queueStatistics().queueDropped().orElseThrow() >= 1_000);
      NfqueueStatistics full = source.queueStatistics();
      burst.countDown();
      setup.awaitPassed(2_000);
      assertThat(full.queueDropped()).isEqualTo(OptionalLong.of(1_000));
      assertThat(full.userDropped()).isEqualTo(OptionalLong.of(0));
      assertThat(source.queueStatistics().bufferOverruns()).isZero();
    }
  }

  @Test
  void packetsOfAnInterfaceThatGoesDownAreGone() throws Exception {
    try (NfqueueGateway setup = NfqueueGateway.queueing(NfqueueGateway.INITIATIONS);
        NfqueuePacketSource source = setup.source().build()) {
      source.start(this::keep);
      setup.send(NfqueueGateway.IPV4, INITIATION, 1);
      Packet packet = next();

      setup.gateway.run("ip", "link", "set", "eth0", "down");
      packet.complete(PacketOutcome.INSTALLED);

      eventually(() -> source.queueStatistics().tooLate() == 1);
      assertThat(setup.passed()).isZero();
      assertThat(source.failures()).isZero();
    }
  }

  @Test
  void saysWhoHasTheQueueAndWhatIsMissing() throws Exception {
    try (NfqueueGateway setup = NfqueueGateway.queueing(NfqueueGateway.INITIATIONS);
        NfqueuePacketSource first = setup.source().build();
        NfqueuePacketSource second = setup.source().build();
        NfqueuePacketSource nowhere = setup.source().networkNamespace("nowhere").build()) {
      first.start(this::keep);

      assertThatThrownBy(() -> second.start(this::keep))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("binding the nfqueue 7: EPERM")
          .hasMessageContaining("another process has bound the queue");
      assertThatThrownBy(() -> nowhere.start(this::keep))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("/run/netns/nowhere: ENOENT")
          .hasMessageContaining("no such network namespace");
    }
  }
}
