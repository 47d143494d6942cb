package io.jitpeers.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ch.qos.logback.classic.Level;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketPeer;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.contract.PacketSourceContract;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.ResponderKey;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DirectPacketSourceTest extends PacketSourceContract {
  private static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.2", 40_000);
  private static final InetSocketAddress GATEWAY = new InetSocketAddress("2001:db8::1", 51_820);

  private final ManualTime time = new ManualTime();
  private final Told told = new Told();
  private DirectPacketSource direct;

  @Override
  protected PacketSource createSource() {
    direct = new DirectPacketSource("direct-test", time);
    return direct;
  }

  @Override
  protected Addresses send(byte[] payload) {
    direct.offer(payload, CLIENT, GATEWAY, told);
    return new Addresses(CLIENT, GATEWAY);
  }

  /** Records what the gateway reports. */
  private static final class Told implements DirectPacketSource.Delivery {
    private final List<byte[]> passed = new ArrayList<>();
    private final List<PacketOutcome> drops = new ArrayList<>();

    @Override
    public synchronized void pass(ByteBuffer datagram) {
      byte[] bytes = new byte[datagram.remaining()];
      datagram.get(bytes);
      passed.add(bytes);
    }

    @Override
    public synchronized void drop(PacketOutcome outcome) {
      drops.add(outcome);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = PacketOutcome.class,
      names = {"INSTALLED", "ALREADY_RESIDENT", "NOT_EXAMINED"})
  void givesTheDatagramBackWhenItsPeerIsOrMayBeThere(PacketOutcome outcome) throws Exception {
    Deliveries deliveries = start();
    send(initiation(1));
    assertThat(told.passed).isEmpty();
    deliveries.next().complete(outcome);
    assertThat(told.passed).containsExactly(initiation(1));
    assertThat(told.drops).isEmpty();
  }

  @Test
  void aGatewayCanTellWhatNobodyLookedAt() throws Exception {
    List<ByteBuffer> unexamined = new ArrayList<>();
    DirectPacketSource.Delivery careful =
        new DirectPacketSource.Delivery() {
          @Override
          public void pass(ByteBuffer datagram) {
            throw new AssertionError("its peer may not be there");
          }

          @Override
          public void passUnexamined(ByteBuffer datagram) {
            unexamined.add(datagram);
          }
        };
    Deliveries deliveries = start();
    direct.offer(initiation(1), CLIENT, GATEWAY, careful);
    deliveries.next().complete(PacketOutcome.NOT_EXAMINED);
    assertThat(unexamined).containsExactly(ByteBuffer.wrap(initiation(1)));
    assertThat(direct.failures()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = PacketOutcome.class,
      names = {"REJECTED", "FAILED"})
  void saysWhyTheDatagramIsNotToBeUsed(PacketOutcome outcome) throws Exception {
    Deliveries deliveries = start();
    send(initiation(1));
    deliveries.next().complete(outcome);
    assertThat(told.passed).isEmpty();
    assertThat(told.drops).containsExactly(outcome);
  }

  @ParameterizedTest
  @EnumSource(
      value = PacketOutcome.class,
      names = {"INSTALLED", "ALREADY_RESIDENT"})
  void saysWhoseTheDatagramIs(PacketOutcome outcome) throws Exception {
    PacketPeer peer = new PacketPeer(PublicKey.ofBytes(new byte[32]), Optional.empty());
    Deliveries deliveries = start();
    List<PacketPeer> peers = new ArrayList<>();
    direct.offer(
        initiation(1),
        CLIENT,
        GATEWAY,
        new DirectPacketSource.Delivery() {
          @Override
          public void pass(ByteBuffer datagram) {
            throw new AssertionError("nobody is named");
          }

          @Override
          public void pass(ByteBuffer datagram, PacketPeer named) {
            peers.add(named);
          }
        });
    Packet packet = deliveries.next();
    packet.complete(outcome, peer);
    assertThat(peers).containsExactly(peer);
    assertThatIllegalStateException().isThrownBy(() -> packet.complete(outcome, peer));

    send(initiation(2));
    deliveries.next().complete(outcome, peer);
    assertThat(told.passed).as("a delivery that does not ask").containsExactly(initiation(2));
  }

  @Test
  void refusesAtOnceWhatIsNoInitiation() {
    Deliveries deliveries = start();
    send(new byte[148]);
    send(new byte[0]);
    assertThat(told.drops).containsExactly(PacketOutcome.REJECTED, PacketOutcome.REJECTED);
    assertThat(direct.statistics()).isEqualTo(SourceStatistics.of(2, 0, 2));
    assertThat(deliveries).isNotNull();
  }

  @Test
  void failsAtOnceBeforeStartAndAfterClose() {
    send(initiation(1));
    assertThat(told.drops).containsExactly(PacketOutcome.FAILED);
    start();
    direct.close();
    send(initiation(2));
    assertThat(told.drops).containsExactly(PacketOutcome.FAILED, PacketOutcome.FAILED);
    assertThat(direct.statistics()).isEqualTo(SourceStatistics.of(2, 0, 2));
  }

  @Test
  void copiesTheDatagramAndLeavesTheCallersAlone() throws Exception {
    Deliveries deliveries = start();
    ByteBuffer frame = ByteBuffer.allocateDirect(200);
    frame.position(10).put(initiation(1)).flip().position(10);
    direct.offer(frame, CLIENT, GATEWAY, told);
    assertThat(frame.position()).isEqualTo(10);
    assertThat(frame.limit()).isEqualTo(158);
    for (int i = 0; i < frame.limit(); i++) {
      frame.put(i, (byte) 0xEE);
    }
    Packet packet = deliveries.next();
    assertThat(bytes(packet)).isEqualTo(initiation(1));
    packet.complete(PacketOutcome.INSTALLED);
    assertThat(told.passed).containsExactly(initiation(1));
  }

  @Test
  void datesPacketsByItsClock() throws Exception {
    Deliveries deliveries = start();
    send(initiation(1));
    Packet packet = deliveries.next();
    assertThat(packet.captureNanos()).isEqualTo(time.nanoTime());
    packet.complete(PacketOutcome.REJECTED);
  }

  @Test
  void aDeliveryThatThrowsDisturbsNobody() throws Exception {
    Deliveries deliveries = start();
    RuntimeException thrown = new IllegalStateException("the gateway's own");
    direct.offer(
        initiation(1),
        CLIENT,
        GATEWAY,
        datagram -> {
          throw thrown;
        });
    try (CapturedLog log = CapturedLog.of(DirectPacketSource.class)) {
      deliveries.next().complete(PacketOutcome.INSTALLED);
      assertThat(log.messages(Level.ERROR)).singleElement().asString().contains("direct-test");
      assertThat(log.events().get(0).getThrowableProxy().getMessage())
          .isEqualTo("the gateway's own");
    }
    assertThat(direct.failures()).isEqualTo(1);
    send(initiation(2));
    deliveries.next().complete(PacketOutcome.INSTALLED);
    assertThat(told.passed).containsExactly(initiation(2));
  }

  @Test
  void aHandlerThatThrowsFailsItsPacket() {
    direct.start(
        packet -> {
          throw new IllegalStateException("the handler's own");
        });
    try (CapturedLog log = CapturedLog.of(DirectPacketSource.class)) {
      send(initiation(1));
      assertThat(log.messages(Level.ERROR)).hasSize(1);
    }
    assertThat(told.drops).containsExactly(PacketOutcome.FAILED);
    assertThat(direct.failures()).isEqualTo(1);
  }

  @Test
  void aHandlerThatThrowsAfterRetainingStillOwnsThePacket() throws Exception {
    CompletableFuture<Packet> kept = new CompletableFuture<>();
    direct.start(
        packet -> {
          kept.complete(packet.retain());
          throw new IllegalStateException("the handler's own");
        });
    try (CapturedLog log = CapturedLog.of(DirectPacketSource.class)) {
      send(initiation(1));
      assertThat(log.messages(Level.ERROR)).hasSize(1);
    }
    assertThat(told.drops).isEmpty();
    kept.join().complete(PacketOutcome.INSTALLED);
    assertThat(told.passed).hasSize(1);
  }

  @Test
  void aLambdaIsEnoughOfADelivery() {
    start();
    List<ByteBuffer> passed = new ArrayList<>();
    direct.offer(new byte[3], CLIENT, GATEWAY, passed::add);
    assertThat(passed).isEmpty();
    assertThat(direct.failures()).isZero();
  }

  @Test
  void refusesUnresolvedAddresses() {
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("client.invalid", 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> direct.offer(initiation(1), unresolved, GATEWAY, told))
        .withMessageContaining("client.invalid");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> direct.offer(initiation(1), CLIENT, unresolved, told));
    assertThat(direct.statistics().received()).isZero();
  }

  @Test
  void returnsPackets() {
    assertThat(direct.returnsPackets()).isTrue();
  }

  @Test
  void canBeUsedFromItsOwnCallbacks() {
    // None of these calls may wait for the offer from within which it is made.
    direct.offer(
        initiation(1),
        CLIENT,
        GATEWAY,
        new DirectPacketSource.Delivery() {
          @Override
          public void pass(ByteBuffer datagram) {}

          @Override
          public void drop(PacketOutcome outcome) {
            direct.start(packet -> packet.complete(PacketOutcome.INSTALLED));
          }
        });
    direct.offer(
        initiation(2),
        CLIENT,
        GATEWAY,
        datagram -> {
          assertThatIllegalStateException().isThrownBy(() -> direct.start(packet -> {}));
          send(initiation(3));
          direct.close();
          send(initiation(4));
        });
    assertThat(direct.failures()).isZero();
    assertThat(told.passed).containsExactly(initiation(3));
    assertThat(told.drops).containsExactly(PacketOutcome.FAILED);
  }

  @Test
  void closeWaitsForAnOfferUnderWay() throws Exception {
    CountDownLatch inHandler = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    direct.start(
        packet -> {
          inHandler.countDown();
          awaitLatch(goOn);
          packet.complete(PacketOutcome.REJECTED);
        });
    Thread offering = new Thread(() -> send(initiation(1)));
    offering.start();
    awaitLatch(inHandler);
    Thread closing = new Thread(direct::close);
    closing.start();
    // If close did not wait, its thread would end without ever waiting.
    while (closing.getState() != Thread.State.WAITING) {
      assertThat(closing.getState()).isNotEqualTo(Thread.State.TERMINATED);
      Thread.onSpinWait();
    }
    assertThat(told.drops).isEmpty();
    goOn.countDown();
    closing.join();
    assertThat(told.drops).containsExactly(PacketOutcome.REJECTED);
    offering.join();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void knowsWhatAnInitiationLooksLike() {
    assertThat(ResponderKey.looksLikeInitiation(ByteBuffer.wrap(initiation(1)))).isTrue();
    assertThat(ResponderKey.looksLikeInitiation(ByteBuffer.allocate(0))).isFalse();
    for (int length : new int[] {4, 147, 149, 1_000}) {
      ByteBuffer wrong = ByteBuffer.wrap(Arrays.copyOf(initiation(1), length));
      assertThat(ResponderKey.looksLikeInitiation(wrong)).isFalse();
    }
    for (int i = 0; i < 4; i++) {
      byte[] wrong = initiation(1);
      wrong[i] ^= 2;
      assertThat(ResponderKey.looksLikeInitiation(ByteBuffer.wrap(wrong))).isFalse();
    }
    ByteBuffer inFrame = ByteBuffer.allocate(300).position(70).put(initiation(1)).flip();
    assertThat(ResponderKey.looksLikeInitiation(inFrame.position(70))).isTrue();
    assertThat(inFrame.position()).isEqualTo(70);
  }
}
