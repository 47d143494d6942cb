package io.jitpeers.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.testing.Allocation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which orchestrator gets which packet. */
class PacketDispatcherTest extends DispatcherFixture {
  /** A packet that can be delivered repeatedly. */
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
  void itReturnsPacketsIfTheSharedSourceDoes() {
    PacketSource first = dispatcher.forPort(1);
    assertThat(first.returnsPackets()).isTrue();
    shared.returning = false;
    assertThat(first.returnsPackets()).isFalse();
    assertThat(first.name()).isEqualTo("shared:1");
    assertThat(dispatcher.name()).isEqualTo("shared");
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
    // There is no listener on port 0, and none on port 3 yet.
    Runnable flood =
        () -> {
          for (int i = 0; i < 4_000; i++) {
            shared.handler.onPackets(packets);
            shared.handler.onPacket(packets.get(i & 255));
          }
        };
    flood.run();

    assertThat(Allocation.least(flood, 50_000)).isLessThan(50_000);
    assertThat(packets)
        .allSatisfy(packet -> assertThat(packet.completions).isGreaterThan(8_000 - 1));
    assertThat(dispatcher.undelivered()).isEqualTo(8_000 * 128 + 4_000);
  }
}
