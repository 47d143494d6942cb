package io.jitpeers.internal.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.common.Completions;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Additional work after an answer neither delays nor loses the answer. */
class AnswersTest {
  private final ManualTime time = new ManualTime();
  private final TestPacket packet = new TestPacket(new byte[148], time.nanoTime());
  private final Demand.Initiation demand =
      new Demand.Initiation(packet, new ManualPacketSource(), null);

  private Answers answers(Runnable sweepSoon) {
    return new Answers(null, null, new Completions(), null, sweepSoon, null, time);
  }

  @Test
  void roomIsMadeOnceThePacketIsCompleted() {
    List<PacketOutcome> whenAsked = new ArrayList<>();
    answers(() -> whenAsked.add(packet.outcome())).complete(demand, Outcome.AT_CAPACITY);

    assertThat(whenAsked).containsExactly(PacketOutcome.NOT_EXAMINED);
  }

  @Test
  void aSweepThatCannotBeBroughtForwardLosesNoPacket() {
    Answers answers =
        answers(
            () -> {
              throw new IllegalStateException("unable to create a thread, on purpose");
            });
    answers.complete(demand, Outcome.AT_CAPACITY);

    assertThat(packet.outcome()).isEqualTo(PacketOutcome.NOT_EXAMINED);
  }
}
