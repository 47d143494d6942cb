package io.jitpeers.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.testing.Allocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Packets of one source find the orchestrator whose port they were sent to. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PacketDispatcherTest {
  private final SharedSource shared = new SharedSource();
  private final PacketDispatcher dispatcher = PacketDispatcher.of(shared);

  /** A source whose packets the test makes, and whose life it watches. */
  private static final class SharedSource implements PacketSource {
    private PacketHandler handler;
    private int starts;
    private int closings;
    private RuntimeException failure;
    private boolean returning = true;

    @Override
    public String name() {
      return "shared";
    }

    @Override
    public void start(PacketHandler packetHandler) {
      if (failure != null) {
        throw failure;
      }
      starts++;
      handler = packetHandler;
    }

    @Override
    public boolean returnsPackets() {
      return returning;
    }

    @Override
    public SourceStatistics statistics() {
      return SourceStatistics.of(100, 7, 3);
    }

    @Override
    public void close() {
      closings++;
    }
  }

  /** A packet to a port, which must be told without an address being made. */
  private static class ToPort implements Packet {
    private final int port;
    private final ByteBuffer payload = ByteBuffer.allocate(148);
    private final List<PacketOutcome> outcomes = new ArrayList<>(1);

    ToPort(int port) {
      this.port = port;
    }

    @Override
    public int destinationPort() {
      return port;
    }

    @Override
    public InetSocketAddress source() {
      throw new AssertionError("an address was asked for");
    }

    @Override
    public InetSocketAddress destination() {
      throw new AssertionError("an address was asked for");
    }

    @Override
    public ByteBuffer payload() {
      return payload;
    }

    @Override
    public long captureNanos() {
      return 0;
    }

    @Override
    public Packet retain() {
      return this;
    }

    @Override
    public void complete(PacketOutcome outcome) {
      outcomes.add(outcome);
    }
  }

  /** A handler that remembers what came together. */
  private static final class Taker implements PacketHandler {
    private final List<List<Packet>> batches = new ArrayList<>();
    private final List<Packet> single = new ArrayList<>();
    private List<? extends Packet> lastList;

    @Override
    public void onPacket(Packet packet) {
      single.add(packet);
    }

    @Override
    public void onPackets(List<? extends Packet> packets) {
      lastList = packets;
      batches.add(List.copyOf(packets));
    }
  }

  private Taker startOn(int... ports) {
    Taker taker = new Taker();
    dispatcher.forPort(ports).start(taker);
    return taker;
  }

  private static List<ToPort> packetsTo(int... ports) {
    return IntStream.of(ports).mapToObj(ToPort::new).toList();
  }

  @Test
  void eachPacketGoesToWhoeverServesItsPort() {
    Taker first = startOn(51820);
    Taker second = startOn(51821, 443);
    List<ToPort> packets = packetsTo(51820, 51821, 443, 51822);

    packets.forEach(shared.handler::onPacket);

    assertThat(first.single).containsExactly(packets.get(0));
    assertThat(second.single).containsExactly(packets.get(1), packets.get(2));
    assertThat(packets.get(3).outcomes).containsExactly(PacketOutcome.FAILED);
    assertThat(packets.get(0).outcomes).isEmpty();
    assertThat(dispatcher.undelivered()).isEqualTo(1);
  }

  @Test
  void packetsThatWereReadTogetherStayTogetherInTheirOrder() {
    Taker first = startOn(1);
    Taker second = startOn(2, 3);
    List<ToPort> packets = packetsTo(1, 3, 9, 2, 1, 3, 1);

    shared.handler.onPackets(packets);

    assertThat(first.batches)
        .containsExactly(List.of(packets.get(0), packets.get(4), packets.get(6)));
    assertThat(second.batches)
        .containsExactly(List.of(packets.get(1), packets.get(3), packets.get(5)));
    assertThat(packets.get(2).outcomes).containsExactly(PacketOutcome.FAILED);
    assertThat(packets).filteredOn(packet -> !packet.outcomes.isEmpty()).hasSize(1);
  }

  @Test
  void aBatchForOneIsHandedOnAsItCame() {
    Taker first = startOn(1, 2);
    startOn(3);
    List<ToPort> packets = packetsTo(1, 2, 1);

    shared.handler.onPackets(packets);

    assertThat(first.lastList).isSameAs(packets);
  }

  @Test
  void aBatchForNobodyIsFailedAsAWhole() {
    startOn(1);
    List<ToPort> packets = packetsTo(7, 8);

    shared.handler.onPackets(packets);

    assertThat(packets)
        .allSatisfy(packet -> assertThat(packet.outcomes).containsExactly(PacketOutcome.FAILED));
    assertThat(dispatcher.undelivered()).isEqualTo(2);
  }

  @Test
  void theSourceMayDeliverFurtherPacketsWhenItIsToldOfOne() {
    List<ToPort> inner = packetsTo(1, 2, 2, 1);
    Taker first = startOn(1);
    dispatcher
        .forPort(2)
        .start(
            new PacketHandler() {
              @Override
              public void onPacket(Packet packet) {
                packet.complete(PacketOutcome.REJECTED);
              }
            });
    List<ToPort> outer = new ArrayList<>(packetsTo(2, 1, 1));
    outer.add(
        1,
        new ToPort(2) {
          @Override
          public void complete(PacketOutcome outcome) {
            super.complete(outcome);
            shared.handler.onPackets(inner);
          }
        });

    shared.handler.onPackets(outer);

    assertThat(first.batches)
        .containsExactly(List.of(inner.get(0), inner.get(3)), List.of(outer.get(2), outer.get(3)));
    assertThat(outer.get(0).outcomes).containsExactly(PacketOutcome.REJECTED);
    assertThat(outer.get(1).outcomes).containsExactly(PacketOutcome.REJECTED);
    assertThat(inner.get(1).outcomes).containsExactly(PacketOutcome.REJECTED);
  }

  @Test
  void aHandlerThatThrowsDisturbsOnlyItself() {
    IllegalStateException mine = new IllegalStateException("on purpose");
    StackOverflowError other = new StackOverflowError();
    dispatcher
        .forPort(1)
        .start(
            packet -> {
              throw mine;
            });
    dispatcher
        .forPort(2)
        .start(
            packet -> {
              throw other;
            });
    Taker third = startOn(3);
    List<ToPort> packets = packetsTo(1, 2, 3, 9);

    assertThatThrownBy(() -> shared.handler.onPackets(packets))
        .isSameAs(mine)
        .hasSuppressedException(other);

    assertThat(third.batches).containsExactly(List.of(packets.get(2)));
    assertThat(packets.get(3).outcomes).containsExactly(PacketOutcome.FAILED);
    shared.handler.onPackets(packetsTo(3, 9));
    assertThat(third.batches).hasSize(2);
  }

  @Test
  void aPacketThatCannotTellItsPortHoldsNobodyUp() {
    Taker first = startOn(1);
    List<Packet> packets = new ArrayList<>(packetsTo(1, 1));
    packets.add(
        1,
        new ToPort(1) {
          @Override
          public int destinationPort() {
            throw new IllegalStateException("broken on purpose");
          }
        });

    assertThatThrownBy(() -> shared.handler.onPackets(packets)).hasMessage("broken on purpose");

    assertThat(first.batches).containsExactly(List.of(packets.get(0), packets.get(2)));
  }

  @Test
  void theFirstToStartStartsTheSource() {
    PacketSource first = dispatcher.forPort(1);
    PacketSource second = dispatcher.forPort(2);
    assertThat(shared.starts).isZero();
    Taker taker = new Taker();

    second.start(taker);
    assertThat(shared.starts).isEqualTo(1);
    List<ToPort> early = packetsTo(1, 2);
    shared.handler.onPackets(early);
    assertThat(early.get(0).outcomes).as("not started yet").containsExactly(PacketOutcome.FAILED);
    assertThat(taker.batches).containsExactly(List.of(early.get(1)));

    Taker late = new Taker();
    first.start(late);
    assertThat(shared.starts).isEqualTo(1);
    shared.handler.onPacket(new ToPort(1));
    assertThat(late.single).hasSize(1);
    assertThat(first.statistics()).isEqualTo(SourceStatistics.of(2, 7, 1));
    assertThat(second.statistics()).isEqualTo(SourceStatistics.of(1, 7, 0));
    assertThat(dispatcher.statistics()).isEqualTo(shared.statistics());
  }

  @Test
  void theLastToCloseClosesTheSource() {
    PacketSource first = dispatcher.forPort(1);
    PacketSource second = dispatcher.forPort(2);
    PacketSource neverStarted = dispatcher.forPort(3);
    Taker taker = new Taker();
    first.start(taker);
    second.start(taker);

    first.close();
    first.close();
    ToPort packet = new ToPort(1);
    shared.handler.onPacket(packet);
    assertThat(packet.outcomes).as("closed").containsExactly(PacketOutcome.FAILED);
    second.close();
    assertThat(shared.closings).isZero();
    neverStarted.close();

    assertThat(shared.closings).isEqualTo(1);
    assertThat(taker.single).isEmpty();
    assertThatIllegalStateException()
        .isThrownBy(() -> dispatcher.forPort(4))
        .withMessageContaining("closed");
  }

  @Test
  void closingTheDispatcherClosesAll() {
    PacketSource first = dispatcher.forPort(1);
    Taker taker = new Taker();
    first.start(taker);

    dispatcher.close();

    assertThat(shared.closings).isEqualTo(1);
    ToPort late = new ToPort(1);
    shared.handler.onPackets(List.of(late));
    assertThat(late.outcomes).containsExactly(PacketOutcome.FAILED);
    assertThat(taker.batches).isEmpty();
    first.close();
    assertThat(shared.closings).isEqualTo(1);
    assertThatIllegalStateException().isThrownBy(() -> first.start(taker));
  }

  @Test
  void aSourceThatCannotStartFailsWhoeverStartsItAndIsTriedAgain() {
    PacketSource first = dispatcher.forPort(1);
    PacketSource second = dispatcher.forPort(2);
    shared.failure = new UncheckedIOException(new IOException("eth0 is down"));
    assertThatThrownBy(() -> first.start(new Taker())).isSameAs(shared.failure);
    first.close();
    shared.failure = null;

    Taker taker = new Taker();
    second.start(taker);
    shared.handler.onPacket(new ToPort(2));

    assertThat(taker.single).hasSize(1);
    assertThat(shared.closings).isZero();
  }

  @Test
  void aPortTwiceIsAnErrorThatNamesIt() {
    dispatcher.forPort(51820, 51821);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dispatcher.forPort(443, 51821))
        .withMessage(
            "port 51821 is served by shared:51820,51821 already; each port belongs to one"
                + " orchestrator");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dispatcher.forPort(53, 53))
        .withMessageContaining("port 53 is named twice");
    // Neither attempt has left anything behind.
    dispatcher.forPort(443, 53);
  }

  @Test
  void portsOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dispatcher.forPort(0))
        .withMessageContaining("1 to 65535");
    assertThatIllegalArgumentException().isThrownBy(() -> dispatcher.forPort(65_536));
    assertThatIllegalArgumentException().isThrownBy(dispatcher::forPort);
  }

  @Test
  void aClosedPortIsFreeAgain() {
    PacketSource before = dispatcher.forPort(1);
    startOn(2);
    before.close();

    Taker again = startOn(1);
    shared.handler.onPacket(new ToPort(1));

    assertThat(again.single).hasSize(1);
  }

  @Test
  void itReturnsPacketsIfTheSharedSourceDoes() {
    PacketSource first = dispatcher.forPort(1);
    assertThat(first.returnsPackets()).isTrue();
    shared.returning = false;
    assertThat(first.returnsPackets()).isFalse();
    assertThat(first.name()).isEqualTo("shared:1");
    assertThat(dispatcher.name()).isEqualTo("shared");
  }

  @Test
  void closingWaitsForADeliveryUnderWayOnAnotherThread() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    List<String> order = new ArrayList<>();
    PacketSource first = dispatcher.forPort(1);
    startOn(2);
    first.start(
        packet -> {
          inside.countDown();
          await(leave);
          synchronized (order) {
            order.add("delivered");
          }
        });
    Thread delivering = new Thread(() -> shared.handler.onPacket(new ToPort(1)));
    delivering.start();
    await(inside);
    Thread closing =
        new Thread(
            () -> {
              first.close();
              synchronized (order) {
                order.add("closed");
              }
            });
    closing.start();
    while (closing.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    leave.countDown();
    closing.join();
    delivering.join();

    assertThat(order).containsExactly("delivered", "closed");
  }

  @Test
  void aHandlerMayCloseItsOwnSource() {
    PacketSource first = dispatcher.forPort(1);
    first.start(packet -> first.close());

    shared.handler.onPackets(packetsTo(1, 9));

    assertThat(shared.closings).isEqualTo(1);
  }

  @Test
  void dispatchingAllocatesNothing() {
    List<Counting> packets = IntStream.range(0, 256).mapToObj(i -> new Counting(i % 4)).toList();
    PacketHandler refusing =
        new PacketHandler() {
          @Override
          public void onPacket(Packet packet) {
            packet.complete(PacketOutcome.REJECTED);
          }
        };
    dispatcher.forPort(1).start(refusing);
    dispatcher.forPort(2).start(refusing);
    dispatcher.forPort(3);
    // To port 0 nobody listens, and to port 3 not yet.
    Runnable flood =
        () -> {
          for (int i = 0; i < 4_000; i++) {
            shared.handler.onPackets(packets);
            shared.handler.onPacket(packets.get(i & 255));
          }
        };
    flood.run();

    assertThat(Allocation.during(flood)).isLessThan(50_000);
    assertThat(packets)
        .allSatisfy(packet -> assertThat(packet.completions).isGreaterThan(8_000 - 1));
    assertThat(dispatcher.undelivered()).isEqualTo(8_000 * 128 + 4_000);
  }

  /** A packet that can be delivered again and again. */
  private static final class Counting extends ToPort {
    private int completions;

    Counting(int port) {
      super(port);
    }

    @Override
    public void complete(PacketOutcome outcome) {
      completions++;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
