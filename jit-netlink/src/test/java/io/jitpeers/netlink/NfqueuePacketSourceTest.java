package io.jitpeers.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.jitpeers.linux.Errno;
import io.jitpeers.netlink.internal.nfqueue.Nfqueue;
import io.jitpeers.netlink.testkit.FakeNfqueueKernel;
import io.jitpeers.netlink.testkit.FakeNfqueueKernel.Fate;
import io.jitpeers.netlink.testkit.FakeNfqueueKernel.Sent;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testing.RequiresLinux;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.IpPackets;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class NfqueuePacketSourceTest {
  private static final InetSocketAddress CLIENT = IpPackets.at("192.0.2.1", 40_000);
  private static final InetSocketAddress GATEWAY = IpPackets.at("192.0.2.2", 51_820);

  private final FakeNfqueueKernel kernel = new FakeNfqueueKernel(7);
  private final ManualTime time = new ManualTime();
  private final BlockingQueue<Packet> delivered = new LinkedBlockingQueue<>();
  private final List<NfqueuePacketSource> sources = new ArrayList<>();
  private NfqueuePacketSource source = make(builder());

  private NfqueuePacketSource.Builder builder() {
    return NfqueuePacketSource.builder()
        .queue(7)
        .timeSource(time)
        .kernel(kernel.sockets(), kernel.file());
  }

  private NfqueuePacketSource make(NfqueuePacketSource.Builder builder) {
    NfqueuePacketSource made = builder.build();
    sources.add(made);
    return made;
  }

  @AfterEach
  void closeAll() {
    sources.forEach(NfqueuePacketSource::close);
    assertThat(kernel.openSockets()).isEmpty();
  }

  private void start() {
    source.start(packet -> delivered.add(packet.retain()));
  }

  private Sent sendInitiation(int number) {
    return send(IpPackets.initiation(number));
  }

  private Sent send(byte[] payload) {
    return kernel.send(IpPackets.udp(CLIENT, GATEWAY, payload));
  }

  private Packet next() throws InterruptedException {
    Packet packet = delivered.poll(60, TimeUnit.SECONDS);
    assertThat(packet).isNotNull();
    return packet;
  }

  private static void eventually(Callable<Boolean> condition) throws Exception {
    Await.until("what a source's own thread does", condition);
  }

  @ParameterizedTest
  @CsvSource({
    "INSTALLED, PASSED",
    "ALREADY_RESIDENT, PASSED",
    "FAILED, PASSED",
    "REJECTED, DROPPED"
  })
  void givesTheVerdictOfTheOutcome(PacketOutcome outcome, Fate fate) throws Exception {
    start();
    Sent later = sendInitiation(1);
    Packet packet = next();
    assertThat(later.isUndecided()).isTrue();
    assertThat(source.queueStatistics().undecided()).isOne();
    packet.complete(outcome);
    // Nothing was waited for: the verdict was given within the call.
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
    "REJECTED, DROPPED"
  })
  void givesTheVerdictInTheHandlersCall(PacketOutcome outcome, Fate fate) {
    source.start(packet -> packet.complete(outcome));
    assertThat(sendInitiation(1).fate()).isEqualTo(fate);
    assertThat(sendInitiation(2).fate()).isEqualTo(fate);
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
      eventually(() -> kernel.openSockets().isEmpty());
      eventually(() -> !log.messages(Level.ERROR).isEmpty());
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

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
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
  void aFullQueueFailsOpen() throws Exception {
    source = make(builder().maxQueueLength(2));
    start();
    List<Sent> sent = List.of(sendInitiation(1), sendInitiation(2), sendInitiation(3));
    assertThat(sent.get(2).fate()).isEqualTo(Fate.FAILED_OPEN);
    next().complete(PacketOutcome.INSTALLED);
    assertThat(sendInitiation(4).isUndecided()).isTrue();
    assertThat(source.statistics().droppedByKernel()).isZero();
  }

  @Test
  void aFullQueueThatDropsIsCounted() {
    source = make(builder().maxQueueLength(2).failOpen(false));
    start();
    sendInitiation(1);
    sendInitiation(2);
    assertThat(sendInitiation(3).fate()).isEqualTo(Fate.NOT_QUEUED);
    assertThat(source.queueStatistics().queueDropped()).isEqualTo(OptionalLong.of(1));
    assertThat(source.statistics().droppedByKernel()).isOne();
    source.close();
    assertThat(source.statistics().droppedByKernel()).isOne();
  }

  @Test
  void survivesABurstThatOverrunsItsBuffer() throws Exception {
    kernel.receiveCapacity(500);
    source = make(builder().maxQueueLength(20_000).failOpen(false));
    CountDownLatch burst = new CountDownLatch(1);
    source.start(
        packet -> {
          awaitQuietly(burst);
          packet.complete(PacketOutcome.ALREADY_RESIDENT);
        });
    List<Sent> sent = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      sent.add(sendInitiation(i));
    }
    burst.countDown();
    int lost = 0;
    for (Sent packet : sent) {
      Fate fate = packet.fate();
      assertThat(fate).isIn(Fate.PASSED, Fate.NOT_QUEUED);
      lost += fate == Fate.NOT_QUEUED ? 1 : 0;
    }
    assertThat(sendInitiation(10_001).fate()).isEqualTo(Fate.PASSED);
    NfqueueStatistics statistics = source.queueStatistics();
    assertThat(lost).isGreaterThan(9_000);
    assertThat(statistics.missed()).isEqualTo(lost);
    assertThat(statistics.userDropped()).isEqualTo(OptionalLong.of(lost));
    assertThat(statistics.bufferOverruns()).isEqualTo(1);
    assertThat(statistics.received()).isEqualTo(10_001 - lost);
    assertThat(source.statistics().droppedByKernel()).isEqualTo(lost);
    assertThat(kernel.length()).isZero();
  }

  @Test
  void acceptsABurstInFewMessages() {
    CountDownLatch burst = new CountDownLatch(1);
    source.start(
        packet -> {
          awaitQuietly(burst);
          packet.complete(PacketOutcome.ALREADY_RESIDENT);
        });
    List<Sent> sent = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      sent.add(sendInitiation(i));
    }
    burst.countDown();
    assertThat(sent).extracting(Sent::fate).containsOnly(Fate.PASSED);
    assertThat(kernel.batchVerdicts() + kernel.singleVerdicts()).isLessThan(1_000 / 64 + 3);
  }

  @Test
  void idsMayWrapAround() throws Exception {
    kernel.firstId(-3);
    start();
    List<Sent> sent = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      sent.add(sendInitiation(i));
    }
    for (int i = 0; i < 6; i++) {
      next().complete(i == 2 ? PacketOutcome.REJECTED : PacketOutcome.INSTALLED);
    }
    assertThat(sent.get(2).fate()).isEqualTo(Fate.DROPPED);
    sent.remove(2);
    assertThat(sent).extracting(Sent::fate).containsOnly(Fate.PASSED);
  }

  @Test
  void deliversWhatCameBeforeTheAnswerToTheBinding() throws Exception {
    List<Sent> early = new ArrayList<>();
    kernel.afterBinding(() -> early.add(early.isEmpty() ? sendInitiation(1) : null));
    start();
    next().complete(PacketOutcome.REJECTED);
    assertThat(early.get(0).fate()).isEqualTo(Fate.DROPPED);
  }

  @Test
  void startsThoughTheAnswerToTheBindingWasLost() throws Exception {
    kernel.receiveCapacity(1);
    kernel.afterBinding(() -> sendInitiation(1));
    start();
    next().complete(PacketOutcome.REJECTED);
    assertThat(source.queueStatistics().bufferOverruns()).isOne();
  }

  @Test
  void saysWhatIsMissing() {
    kernel.refuseToOpen(Errno.EPROTONOSUPPORT);
    assertStartFails("EPROTONOSUPPORT", "CONFIG_NETFILTER_NETLINK");
    kernel.refuseToOpen(0);
    kernel.refuse(Nfqueue.NFQNL_MSG_CONFIG, Errno.EPERM);
    assertStartFails("EPERM", "CAP_NET_ADMIN");
    kernel.refuse(Nfqueue.NFQNL_MSG_CONFIG, Errno.EINVAL);
    assertStartFails("EINVAL", "modprobe nfnetlink_queue");
    kernel.refuse(Nfqueue.NFQNL_MSG_CONFIG, Errno.EOPNOTSUPP);
    assertStartFails("EOPNOTSUPP", "fail-open");
    kernel.refuse(Nfqueue.NFQNL_MSG_CONFIG, Errno.EBUSY);
    assertStartFails("EBUSY", "another process has the queue");
    kernel.refuse(Nfqueue.NFQNL_MSG_CONFIG, Errno.ENOMEM);
    assertStartFails("ENOMEM", "binding the nfqueue 7");
    kernel.refuse(Nfqueue.NFQNL_MSG_CONFIG, 0);
    start();
  }

  @Test
  @RequiresLinux
  void saysThatThereIsNoSuchNamespace() {
    source = NfqueuePacketSource.builder().queue(7).networkNamespace("jitpeers-none").build();
    assertStartFails("ENOENT", "ip netns list");
  }

  @Test
  void tellsATakenQueueFromAMissingCapability() {
    NfqueuePacketSource other = make(builder());
    other.start(packet -> packet.complete(PacketOutcome.REJECTED));
    assertStartFails("EPERM", "another process has the queue");
  }

  private void assertStartFails(String errno, String advice) {
    assertThatThrownBy(this::start)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("binding the nfqueue 7")
        .hasMessageContaining(errno)
        .hasMessageContaining(advice)
        .hasRootCauseInstanceOf(Exception.class)
        .cause()
        .isInstanceOf(IOException.class)
        .cause()
        .isInstanceOf(NetlinkException.class);
  }

  @Test
  void bindsAnewWhenReceivingFails() throws Exception {
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      start();
      Sent before = sendInitiation(1);
      Packet packet = next();
      kernel.openSockets().get(0).failReceiving(Errno.EIO);
      // What was undecided passes.
      assertThat(before.fate()).isEqualTo(Fate.PASSED);
      eventually(() -> source.queueStatistics().reopened() == 1);
      packet.complete(PacketOutcome.REJECTED);
      Sent after = sendInitiation(2);
      next().complete(PacketOutcome.REJECTED);
      assertThat(after.fate()).isEqualTo(Fate.DROPPED);
      assertThat(source.failures()).isOne();
      assertThat(log.events().get(0).getFormattedMessage()).contains("binding it anew");
    }
  }

  @Test
  void bindsAnewWhenVerdictsCannotBeSent() throws Exception {
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      start();
      Sent before = sendInitiation(1);
      Packet packet = next();
      kernel.openSockets().get(0).failSending(Errno.ENOMEM);
      packet.complete(PacketOutcome.INSTALLED);
      // The kernel drops what it holds for a socket that is closed.
      assertThat(before.fate()).isEqualTo(Fate.FLUSHED);
      eventually(() -> source.queueStatistics().reopened() == 1);
      Sent after = sendInitiation(2);
      next().complete(PacketOutcome.INSTALLED);
      assertThat(after.fate()).isEqualTo(Fate.PASSED);
      assertThat(log.events()).isNotEmpty();
    }
  }

  @Test
  void bindsAnewWhenTheQueueIsGone() throws Exception {
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      start();
      sendInitiation(1);
      Packet packet = next();
      kernel.refuse(Nfqueue.NFQNL_MSG_VERDICT, Errno.ENODEV);
      packet.complete(PacketOutcome.INSTALLED);
      eventually(() -> source.queueStatistics().reopened() == 1);
      assertThat(log.events()).isNotEmpty();
    }
  }

  @Test
  void triesUntilItIsBoundAgain() throws Exception {
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      start();
      kernel.refuse(Nfqueue.NFQNL_MSG_CONFIG, Errno.EPERM);
      kernel.openSockets().get(0).failReceiving(Errno.EIO);
      eventually(() -> source.failures() >= 4);
      kernel.refuse(Nfqueue.NFQNL_MSG_CONFIG, 0);
      eventually(() -> source.queueStatistics().reopened() == 1);
      sendInitiation(1);
      next().complete(PacketOutcome.INSTALLED);
      assertThat(log.events()).hasSize(1);
    }
  }

  @Test
  void closesWhileItTriesToBindAgain() throws Exception {
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      start();
      kernel.refuse(Nfqueue.NFQNL_MSG_CONFIG, Errno.EPERM);
      kernel.openSockets().get(0).failReceiving(Errno.EIO);
      eventually(() -> source.failures() >= 3);
      assertThatCode(source::close).doesNotThrowAnyException();
      assertThat(log.events()).isNotEmpty();
    }
  }

  @Test
  void verdictsForFlushedPacketsAreCounted() throws Exception {
    start();
    Sent sent = sendInitiation(1);
    Packet packet = next();
    kernel.flush();
    packet.complete(PacketOutcome.INSTALLED);
    assertThat(sent.fate()).isEqualTo(Fate.FLUSHED);
    eventually(() -> source.queueStatistics().tooLate() == 1);
    assertThat(source.failures()).isZero();
  }

  @Test
  void unreadableMessagesAreCountedAndSurvived() throws Exception {
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      start();
      kernel.openSockets().get(0).inject(new byte[] {1, 2, 3});
      kernel.openSockets().get(0).inject(new byte[70_000]);
      byte[] withoutId = kernel.packetMessage(1, new byte[0], 2048);
      withoutId[22] = 99; // the type of the attribute with the id
      withoutId[23] = 99;
      kernel.openSockets().get(0).inject(withoutId);
      eventually(() -> source.failures() == 3);
      Sent sent = sendInitiation(1);
      next().complete(PacketOutcome.REJECTED);
      assertThat(sent.fate()).isEqualTo(Fate.DROPPED);
      assertThat(log.events()).hasSize(1);
    }
  }

  @Test
  void brokenMessagesAreSurvived() {
    Random random = new Random(1);
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      kernel.firstId(1_000);
      source.start(packet -> packet.complete(PacketOutcome.REJECTED));
      byte[] packet = IpPackets.udp(CLIENT, GATEWAY, IpPackets.initiation(1));
      for (int round = 0; round < 5_000; round++) {
        byte[] message = kernel.packetMessage(1, packet, 2048);
        for (int i = random.nextInt(4); i >= 0; i--) {
          // Behind the attribute with the id, which is 1: the kernel has no such packet.
          message[32 + random.nextInt(message.length - 32)] = (byte) random.nextInt();
        }
        kernel.openSockets().get(0).inject(message);
      }
      assertThat(sendInitiation(2).fate()).isEqualTo(Fate.DROPPED);
      assertThat(source.queueStatistics().received()).isEqualTo(5_001);
      assertThat(source.queueStatistics().reopened()).isZero();
      assertThat(source.failures()).isPositive();
      assertThat(log.events()).hasSize(1);
    }
  }

  @Test
  void worksWithoutTheKernelsFile() {
    source =
        make(
            builder()
                .kernel(
                    kernel.sockets(),
                    () -> {
                      throw new IOException("permission denied");
                    }));
    start();
    assertThat(source.queueStatistics().queueDropped()).isEmpty();
    assertThat(source.queueStatistics().userDropped()).isEmpty();
    assertThat(source.statistics().droppedByKernel()).isZero();
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
