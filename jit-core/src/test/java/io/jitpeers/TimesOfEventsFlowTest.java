package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.JitListener;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Statistics, snapshots and events have a time. */
class TimesOfEventsFlowTest {

  private static final class Dated implements JitListener {
    final List<Instant> times = new ArrayList<>();

    @Override
    public void onEvent(JitEvent event) {
      throw new AssertionError("the time comes with it");
    }

    @Override
    public void onEvent(JitEvent event, Instant at) {
      times.add(at);
    }
  }

  @Test
  void statisticsAndSnapshotAreAsOldAsTheirTime() throws Exception {
    try (Harness h = Harness.setup().start()) {
      h.time.advance(Duration.ofSeconds(7));
      assertThat(h.orchestrator.statistics().at()).isEqualTo(h.time.wallTime());
      assertThat(h.orchestrator.snapshot().at()).isEqualTo(h.time.wallTime());
    }
  }

  @Test
  void anEventHasTheTimeWhenItHappened() throws Exception {
    try (Harness h = Harness.setup().start()) {
      Dated dated = new Dated();
      h.orchestrator.addListener(dated);
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      assertThat(dated.times).containsExactly(h.time.wallTime());
      h.orchestrator.removeListener(dated);
      h.sendAndRun(h.knownClient(2));
      assertThat(dated.times).as("after it was removed").hasSize(1);
      assertThat(h.orchestrator.statistics().listenerFailures()).isZero();
    }
  }
}
