package io.jitpeers.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.jitpeers.netlink.testkit.FakeNfqueueKernel.Fate;
import io.jitpeers.netlink.testkit.FakeNfqueueKernel.Sent;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.IpPackets;
import io.jitpeers.time.TimeSource;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets, their verdicts, and the end of a source. */
@Timeout(60)
class NfqueuePacketSourceTest extends NfqueueFixture {
  @Test
  void saysThatTheFirewallRuleHasToFollowANewPort() {
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      source.listenPorts(Set.of(51820));
      source.listenPorts(Set.of(51820));
      source.listenPorts(Set.of());
      source.listenPorts(Set.of());
      assertThat(log.messages(Level.WARN)).isEmpty();

      source.listenPorts(Set.of(51820, 51821));
      source.listenPorts(Set.of(60000));

      assertThat(log.messages(Level.WARN))
          .hasSize(2)
          .last()
          .asString()
          .contains("now listen on [60000], previously on [51820, 51821]")
          .contains("update the firewall rule that feeds the queue");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "INSTALLED, PASSED",
    "ALREADY_RESIDENT, PASSED",
    "FAILED, PASSED",
    "NOT_EXAMINED, PASSED",
    "REJECTED, DROPPED"
  })
  void givesTheVerdictOfTheOutcome(PacketOutcome outcome, Fate fate) throws Exception {
    start();
    Sent later = sendInitiation(1);
    Packet packet = next();
    assertThat(later.isUndecided()).isTrue();
    assertThat(source.queueStatistics().undecided()).isOne();
    // While the reading thread sends verdicts, it would send this one too.
    kernel.openSockets().get(0).awaitReader();
    packet.complete(outcome);
    // Nothing is awaited, because the verdict was sent within the call.
    assertThat(later.isUndecided()).isFalse();
    assertThat(later.fate()).isEqualTo(fate);
    NfqueueStatistics statistics = source.queueStatistics();
    assertThat(statistics.undecided()).isZero();
    assertThat(statistics.accepted()).isEqualTo(fate == Fate.PASSED ? 1 : 0);
    assertThat(statistics.dropped()).isEqualTo(fate == Fate.DROPPED ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource({
    "INSTALLED, PASSED",
    "ALREADY_RESIDENT, PASSED",
    "FAILED, PASSED",
    "NOT_EXAMINED, PASSED",
    "REJECTED, DROPPED"
  })
  void givesTheVerdictInTheHandlersCall(PacketOutcome outcome, Fate fate) {
    source.start(packet -> packet.complete(outcome));
    assertThat(sendInitiation(1).fate()).isEqualTo(fate);
    assertThat(sendInitiation(2).fate()).isEqualTo(fate);
  }

  @Test
  void holdsPackets() {
    assertThat(source.holdsPackets()).isTrue();
  }

  @Test
  void returnsPackets() {
    assertThat(source.returnsPackets()).isTrue();
  }

  @Test
  void bindsTheQueueAsItWasTold() {
    source = make(builder().maxQueueLength(17).failOpen(false));
    start();
    assertThat(kernel.maxLength()).isEqualTo(17);
    assertThat(kernel.isFailOpen()).isFalse();
  }

  @Test
  void failsOpenAndHoldsThousandsUnlessToldOtherwise() {
    start();
    assertThat(kernel.maxLength()).isEqualTo(4096);
    assertThat(kernel.isFailOpen()).isTrue();
  }

  @Test
  void datesPacketsWhenTheyAreRead() throws Exception {
    start();
    sendInitiation(1);
    assertThat(next().captureNanos()).isEqualTo(time.nanoTime());
  }

  @Test
  void givesLinkLocalAddressesTheirScope() throws Exception {
    start();
    InetSocketAddress client = IpPackets.at("fe80::1", 40_000);
    InetSocketAddress gateway = IpPackets.at("2001:db8::2", 51_820);
    kernel.send(IpPackets.udp(client, gateway, IpPackets.initiation(1)));
    Packet packet = next();
    assertThat(((Inet6Address) packet.source().getAddress()).getScopeId()).isEqualTo(2);
    assertThat(((Inet6Address) packet.destination().getAddress()).getScopeId()).isZero();
  }

  @Test
  void passesWhatIsNoInitiationAtOnce() {
    start();
    byte[] transport = new byte[148];
    transport[0] = 4;
    assertThat(send(transport).fate()).isEqualTo(Fate.PASSED);
    assertThat(send(new byte[0]).fate()).isEqualTo(Fate.PASSED);
    assertThat(send(new byte[1400]).fate()).isEqualTo(Fate.PASSED);
    assertThat(kernel.send(new byte[] {1, 2, 3}).fate()).isEqualTo(Fate.PASSED);
    assertThat(kernel.send(new byte[0]).fate()).isEqualTo(Fate.PASSED);
    assertThat(kernel.send(new byte[60_000]).fate()).isEqualTo(Fate.PASSED);
    assertThat(delivered).isEmpty();
    NfqueueStatistics statistics = source.queueStatistics();
    assertThat(statistics.received()).isEqualTo(6);
    assertThat(statistics.notInitiations()).isEqualTo(6);
    assertThat(statistics.accepted()).isEqualTo(6);
    assertThat(source.statistics().droppedBySource()).isZero();
  }

  @Test
  void passesThePacketOfAHandlerThatThrows() {
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      source.start(
          packet -> {
            throw new IllegalStateException("the handler's own");
          });
      assertThat(sendInitiation(1).fate()).isEqualTo(Fate.PASSED);
      assertThat(sendInitiation(2).fate()).isEqualTo(Fate.PASSED);
      assertThat(source.failures()).isEqualTo(2);
      assertThat(log.events()).hasSize(1);
      assertThat(log.events().get(0).getThrowableProxy().getMessage())
          .isEqualTo("the handler's own");
    }
  }

  @Test
  void givesTheQueueUpIfItsThreadDies() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    TimeSource breaking =
        new TimeSource() {
          @Override
          public long nanoTime() {
            if (broken.get()) {
              throw new AssertionError("the clock's own");
            }
            return time.nanoTime();
          }

          @Override
          public Instant wallTime() {
            return time.wallTime();
          }
        };
    source = make(builder().timeSource(breaking));
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      start();
      broken.set(true);
      assertThat(sendInitiation(1).fate()).isEqualTo(Fate.PASSED);
      // The first error is logged before the thread reads the clock again and dies.
      eventually(
          () -> log.messages(Level.ERROR).stream().anyMatch(line -> line.contains("thread died")));
      assertThat(kernel.openSockets()).isEmpty();
      broken.set(false);
    }
  }

  @Test
  void keepsThePacketOfAHandlerThatRetainsAndThenThrows() throws Exception {
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      source.start(
          packet -> {
            delivered.add(packet.retain());
            throw new IllegalStateException("the handler's own");
          });
      Sent sent = sendInitiation(1);
      Packet packet = next();
      eventually(() -> source.failures() == 1);
      assertThat(sent.isUndecided()).isTrue();
      packet.complete(PacketOutcome.REJECTED);
      assertThat(sent.fate()).isEqualTo(Fate.DROPPED);
      assertThat(log.events()).hasSize(1);
    }
  }

  @Test
  void passesThePacketThatAHandlerForgets() {
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      source.start(packet -> {});
      assertThat(sendInitiation(1).fate()).isEqualTo(Fate.PASSED);
      assertThat(source.failures()).isOne();
      assertThat(log.events()).hasSize(1);
    }
  }

  @Test
  void closeLetsEverythingPass() throws Exception {
    CountDownLatch inHandler = new CountDownLatch(1);
    CountDownLatch mayReturn = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    source.start(
        packet -> {
          delivered.add(packet.retain());
          if (calls.incrementAndGet() == 3) {
            inHandler.countDown();
            awaitQuietly(mayReturn);
          }
        });
    List<Sent> read = List.of(sendInitiation(1), sendInitiation(2), sendInitiation(3));
    inHandler.await();
    List<Sent> unread = List.of(sendInitiation(4), sendInitiation(5));
    Packet first = next();
    Packet second = next();
    second.complete(PacketOutcome.REJECTED);
    Thread closing = new Thread(source::close);
    closing.start();
    // Once close waits for the reading thread, that thread reads no further packet. On a slow
    // machine, close may have ended its wait already.
    eventually(() -> closing.getState() == Thread.State.TIMED_WAITING || !closing.isAlive());
    mayReturn.countDown();
    closing.join();
    assertThat(read).extracting(Sent::fate).containsExactly(Fate.PASSED, Fate.DROPPED, Fate.PASSED);
    assertThat(unread).extracting(Sent::fate).containsOnly(Fate.PASSED);
    assertThat(sendInitiation(6).fate()).isEqualTo(Fate.BYPASSED);
    first.complete(PacketOutcome.REJECTED);
    assertThatThrownBy(() -> first.complete(PacketOutcome.REJECTED))
        .isInstanceOf(IllegalStateException.class);
    NfqueueStatistics statistics = source.queueStatistics();
    assertThat(statistics.undecided()).isZero();
    assertThat(statistics.dropped()).isOne();
  }

  @Test
  void canBeClosedByItsHandler() throws Exception {
    source.start(packet -> source.close());
    assertThat(sendInitiation(1).fate()).isEqualTo(Fate.PASSED);
    eventually(() -> kernel.openSockets().isEmpty());
    assertThat(sendInitiation(2).fate()).isEqualTo(Fate.BYPASSED);
  }

  @Test
  void closesDespiteAnInterrupt() {
    start();
    Thread.currentThread().interrupt();
    source.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(kernel.openSockets()).isEmpty();
  }

  @Test
  void isNamedAfterItsQueue() {
    assertThat(source.name()).isEqualTo("nfqueue:7");
    assertThat(make(NfqueuePacketSource.builder().queue(9).networkNamespace("edge")).name())
        .isEqualTo("nfqueue:9@edge");
  }

  @Test
  void refusesBadValuesAtOnce() {
    NfqueuePacketSource.Builder builder = NfqueuePacketSource.builder();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.queue(65_536))
        .withMessageContaining("65536");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.queue(-1))
        .withMessageContaining("-1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxQueueLength(0))
        .withMessageContaining("0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.receiveBufferBytes(0))
        .withMessageContaining("0");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.networkNamespace(" "));
  }

  @Test
  void requiresAHandler() {
    PacketHandler none = null;
    assertThatThrownBy(() -> source.start(none)).isInstanceOf(NullPointerException.class);
  }
}
