package io.jitpeers.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Starting and closing, of the shared source and of each port. */
class PacketDispatcherLifeTest extends DispatcherFixture {
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
    // Neither attempt has reserved a port.
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
      assertThat(closing.isAlive()).as("it waits").isTrue();
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

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
