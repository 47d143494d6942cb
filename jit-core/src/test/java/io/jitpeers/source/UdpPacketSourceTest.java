package io.jitpeers.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.contract.PacketSourceContract;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UdpPacketSourceTest extends PacketSourceContract {
  private static final byte[] TRANSPORT = {4, 0, 0, 0, 7, 7};

  /** A datagram that the forwarder received. */
  private record Forwarded(ByteBuffer payload, InetSocketAddress source) {
    byte[] bytes() {
      byte[] copy = new byte[payload.remaining()];
      payload.get(0, copy);
      return copy;
    }
  }

  private final BlockingQueue<Forwarded> forwarded = new LinkedBlockingQueue<>();
  private final List<UdpPacketSource> moreSources = new ArrayList<>();
  private DatagramSocket client;
  private UdpPacketSource udp;

  @BeforeEach
  void openClient() throws Exception {
    client = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    client.setSoTimeout(60_000);
  }

  @AfterEach
  void closeAll() {
    client.close();
    moreSources.forEach(UdpPacketSource::close);
  }

  private UdpPacketSource closedLater(UdpPacketSource source) {
    moreSources.add(source);
    return source;
  }

  @Override
  protected PacketSource createSource() {
    udp = onLoopback().forwarder(this::remember).build();
    return udp;
  }

  private static UdpPacketSource.Builder onLoopback() {
    return UdpPacketSource.builder().bindAddress(InetAddress.getLoopbackAddress());
  }

  private void remember(ByteBuffer datagram, InetSocketAddress source) {
    byte[] bytes = new byte[datagram.remaining()];
    datagram.get(bytes);
    forwarded.add(new Forwarded(ByteBuffer.wrap(bytes), source));
  }

  @Override
  protected Addresses send(byte[] payload) throws Exception {
    return send(payload, udp);
  }

  private Addresses send(byte[] payload, UdpPacketSource to) throws Exception {
    client.send(new DatagramPacket(payload, payload.length, to.localAddress()));
    return new Addresses(clientAddress(), to.localAddress());
  }

  private InetSocketAddress clientAddress() {
    return (InetSocketAddress) client.getLocalSocketAddress();
  }

  @ParameterizedTest
  @EnumSource(PacketOutcome.class)
  void forwardsACompletedInitiationUnlessItIsRejected(PacketOutcome outcome) throws Exception {
    Deliveries deliveries = start();
    send(initiation(1));
    Packet packet = deliveries.next();
    assertThat(forwarded).isEmpty();
    packet.complete(outcome);
    if (outcome == PacketOutcome.REJECTED) {
      assertThat(forwarded).isEmpty();
      assertThat(udp.forwarded()).isZero();
    } else {
      // The completing thread forwards the datagram, so it has already arrived.
      assertThat(forwarded.remove().bytes()).isEqualTo(initiation(1));
      assertThat(udp.forwarded()).isEqualTo(1);
    }
  }

  @Test
  void dropsWhatNobodyLookedAtForADataPlaneWithoutProtectionOfItsOwn() throws Exception {
    List<PacketOutcome> told =
        List.of(PacketOutcome.NOT_EXAMINED, PacketOutcome.FAILED, PacketOutcome.NOT_EXAMINED);
    AtomicInteger next = new AtomicInteger();
    try (UdpPacketSource unprotected =
        onLoopback().forwarder(this::remember).dropUnexamined().build()) {
      unprotected.start(packet -> packet.complete(told.get(next.getAndIncrement())));
      send(initiation(1), unprotected);
      send(initiation(2), unprotected);
      send(initiation(3), unprotected);
      send(TRANSPORT, unprotected);
      assertThat(take(forwarded).bytes()).isEqualTo(initiation(2));
      assertThat(take(forwarded).bytes()).isEqualTo(TRANSPORT);
    }
  }

  @ParameterizedTest
  @EnumSource(PacketOutcome.class)
  void doesTheSameWithoutACopy(PacketOutcome outcome) throws Exception {
    udp.start(packet -> packet.complete(outcome));
    send(initiation(1));
    send(TRANSPORT);
    Forwarded first = take(forwarded);
    if (outcome != PacketOutcome.REJECTED) {
      assertThat(first.bytes()).isEqualTo(initiation(1));
      first = take(forwarded);
    }
    assertThat(first.bytes()).isEqualTo(TRANSPORT);
  }

  @Test
  void forwardsAtOnceWhatIsNoInitiation() throws Exception {
    start();
    send(TRANSPORT);
    send(new byte[0]);
    byte[] longest = new byte[60_000];
    longest[59_999] = 9;
    send(longest);
    Forwarded transport = take(forwarded);
    assertThat(transport.bytes()).isEqualTo(TRANSPORT);
    assertThat(transport.source()).isEqualTo(clientAddress());
    assertThat(take(forwarded).bytes()).isEmpty();
    assertThat(take(forwarded).bytes()).isEqualTo(longest);
    assertThat(udp.statistics()).isEqualTo(SourceStatistics.of(3, 0, 0));
  }

  @Test
  void aForwarderMayMoveAndChangeItsBuffer() throws Exception {
    BlockingQueue<Integer> lengths = new LinkedBlockingQueue<>();
    try (UdpPacketSource source =
        onLoopback()
            .forwarder(
                (datagram, from) -> {
                  lengths.add(datagram.remaining());
                  while (datagram.hasRemaining()) {
                    datagram.put((byte) 0);
                  }
                })
            .build()) {
      source.start(packet -> packet.complete(PacketOutcome.INSTALLED));
      for (int i = 0; i < 2; i++) {
        send(initiation(i), source);
        assertThat(take(lengths)).isEqualTo(148);
        send(TRANSPORT, source);
        assertThat(take(lengths)).isEqualTo(TRANSPORT.length);
      }
    }
  }

  @Test
  void withoutAForwarderItIsOnlyASignal() throws Exception {
    try (UdpPacketSource source = onLoopback().build()) {
      assertThat(source.returnsPackets()).isFalse();
      BlockingQueue<Packet> delivered = new LinkedBlockingQueue<>();
      source.start(packet -> delivered.add(packet.retain()));
      send(TRANSPORT, source);
      send(initiation(1), source);
      take(delivered).complete(PacketOutcome.INSTALLED);
      assertThat(source.statistics()).isEqualTo(SourceStatistics.of(2, 0, 1));
      assertThat(source.forwarded()).isZero();
    }
    assertThat(udp.returnsPackets()).isTrue();
  }

  @Test
  void answersFromTheSamePort() throws Exception {
    ByteBuffer answer = ByteBuffer.wrap(TRANSPORT);
    assertThat(udp.send(answer, clientAddress())).isEqualTo(TRANSPORT.length);
    DatagramPacket received = new DatagramPacket(new byte[100], 100);
    client.receive(received);
    assertThat(received.getSocketAddress()).isEqualTo(udp.localAddress());
    assertThat(received.getLength()).isEqualTo(TRANSPORT.length);
    udp.close();
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> udp.send(ByteBuffer.wrap(TRANSPORT), clientAddress()));
  }

  @Test
  void anInterruptedSenderDoesNotCloseTheSocket() throws Exception {
    start();
    Thread.currentThread().interrupt();
    try {
      udp.send(ByteBuffer.wrap(TRANSPORT), clientAddress());
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    send(TRANSPORT);
    assertThat(take(forwarded).bytes()).isEqualTo(TRANSPORT);
  }

  @Test
  void aHandlerThatLeavesItsThreadInterruptedDoesNotStopTheSource() throws Exception {
    udp.start(
        packet -> {
          packet.complete(PacketOutcome.REJECTED);
          Thread.currentThread().interrupt();
        });
    send(initiation(1));
    send(initiation(2));
    send(TRANSPORT);
    assertThat(take(forwarded).bytes()).isEqualTo(TRANSPORT);
    assertThat(udp.failures()).isZero();
  }

  @Test
  void survivesSendingToAPortWhereNobodyListens() throws Exception {
    start();
    InetSocketAddress nobody;
    try (DatagramSocket gone = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      nobody = (InetSocketAddress) gone.getLocalSocketAddress();
    }
    for (int i = 0; i < 3; i++) {
      udp.send(ByteBuffer.wrap(TRANSPORT), nobody);
    }
    send(TRANSPORT);
    assertThat(take(forwarded).bytes()).isEqualTo(TRANSPORT);
  }

  @Test
  void takesIpv4AndIpv6OnAllAddresses() throws Exception {
    try (UdpPacketSource source = UdpPacketSource.builder().forwarder(this::remember).build()) {
      source.start(packet -> packet.complete(PacketOutcome.REJECTED));
      assertThat(source.localAddress().getAddress().isAnyLocalAddress()).isTrue();
      int port = source.localAddress().getPort();
      byte[] ipv4 = {127, 0, 0, 1};
      byte[] ipv6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
      Assumptions.assumeThat(canBind(InetAddress.getByAddress(ipv6))).isTrue();
      for (byte[] loopback : new byte[][] {ipv4, ipv6}) {
        InetAddress address = InetAddress.getByAddress(loopback);
        try (DatagramSocket sender = new DatagramSocket(0, address)) {
          sender.send(
              new DatagramPacket(
                  TRANSPORT, TRANSPORT.length, new InetSocketAddress(address, port)));
          assertThat(take(forwarded).source()).isEqualTo(sender.getLocalSocketAddress());
        }
      }
    }
  }

  private static boolean canBind(InetAddress address) {
    try (DatagramSocket socket = new DatagramSocket(0, address)) {
      return socket.isBound();
    } catch (java.io.IOException e) {
      return false;
    }
  }

  @Test
  void aForwarderThatThrowsDisturbsNobody() throws Exception {
    CountDownLatch second = new CountDownLatch(2);
    UdpPacketSource source =
        closedLater(
            onLoopback()
                // If time passed, the second failure could be logged, too.
                .timeSource(new ManualTime())
                .forwarder(
                    (datagram, from) -> {
                      second.countDown();
                      throw new IllegalStateException("the data plane's own");
                    })
                .build());
    try (CapturedLog log = CapturedLog.of(UdpPacketSource.class)) {
      source.start(packet -> packet.complete(PacketOutcome.INSTALLED));
      send(TRANSPORT, source);
      send(initiation(1), source);
      assertThat(second.await(60, TimeUnit.SECONDS)).isTrue();
      source.close();
      assertThat(source.failures()).isEqualTo(2);
      assertThat(log.messages(Level.ERROR)).singleElement().asString().contains(source.name());
      assertThat(log.events().get(0).getThrowableProxy().getMessage())
          .isEqualTo("the data plane's own");
    }
  }

  @Test
  void aHandlerThatForgetsAPacketIsReported() throws Exception {
    try (CapturedLog log = CapturedLog.of(UdpPacketSource.class)) {
      BlockingQueue<Packet> forgotten = new LinkedBlockingQueue<>();
      udp.start(forgotten::add);
      send(initiation(1));
      // The datagram goes where failed packets go.
      assertThat(take(forwarded).bytes()).isEqualTo(initiation(1));
      udp.close();
      assertThat(udp.failures()).isEqualTo(1);
      assertThat(log.messages(Level.ERROR)).singleElement().asString().contains("contract");
      Packet stale = take(forgotten);
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> stale.complete(PacketOutcome.INSTALLED));
      assertThatExceptionOfType(IllegalStateException.class).isThrownBy(stale::retain);
    }
  }

  @Test
  void aRetainedPacketTakesTheOriginalsPlace() throws Exception {
    BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    udp.start(
        packet -> {
          Packet kept = packet.retain();
          seen.add(packet.retain() == kept);
          try {
            packet.complete(PacketOutcome.INSTALLED);
          } catch (IllegalStateException e) {
            seen.add(e);
          }
          kept.complete(PacketOutcome.REJECTED);
        });
    send(initiation(1));
    assertThat(take(seen)).isEqualTo(true);
    assertThat(take(seen)).isInstanceOf(IllegalStateException.class);
    udp.close();
    assertThat(forwarded).isEmpty();
    assertThat(udp.failures()).isZero();
  }

  @Test
  void closesFromItsOwnThreadAndFreesThePort() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    udp.start(
        packet -> {
          packet.complete(PacketOutcome.REJECTED);
          udp.close();
          closed.countDown();
        });
    send(initiation(1));
    assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
    udp.close();
    try (UdpPacketSource again = onLoopback().port(udp.localAddress().getPort()).build()) {
      assertThat(again.localAddress()).isEqualTo(udp.localAddress());
    }
  }

  @Test
  void closingFreesThePortAndEndsTheThread() {
    start();
    udp.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("jit-" + udp.name());
    try (UdpPacketSource again = onLoopback().port(udp.localAddress().getPort()).build()) {
      assertThat(again.localAddress()).isEqualTo(udp.localAddress());
    }
  }
}
