package io.jitpeers.internal.common;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.watch.CallWatch;
import io.jitpeers.spi.Packet;
import io.jitpeers.testing.Mocks;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionsTest {
  private final ManualTime time = new ManualTime();
  private final List<Outcome> completed = new ArrayList<>();

  private void complete(Packet packet, Outcome outcome) {
    new Completions(CallWatch.alone(time), time, () -> completed.add(outcome))
        .complete(packet, outcome);
  }

  @Test
  void theEndOfAPacketIsToldOutsideFloods() {
    for (Outcome outcome :
        new Outcome[] {Outcome.BAD_STATIC, Outcome.BAD_MAC1, Outcome.INSTALLED}) {
      complete(Mocks.ofInterface(Packet.class), outcome);
    }

    assertThat(completed).containsExactly(Outcome.BAD_STATIC);
  }

  @Test
  void itIsToldAfterThePacketIsCompleted() {
    TestPacket packet = new TestPacket(new byte[148], time.nanoTime());
    List<Object> order = new ArrayList<>();
    new Completions(CallWatch.alone(time), time, () -> order.add("told"))
        .complete(packet.whenCompleted(() -> order.add("completed")), Outcome.REPLAYED);

    assertThat(order).containsExactly("completed", "told");
  }
}
