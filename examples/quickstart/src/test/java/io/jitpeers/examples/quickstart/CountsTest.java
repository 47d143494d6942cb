package io.jitpeers.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.jitpeers.examples.controlplane.ControlPlaneServer;
import io.jitpeers.statistics.JitStatistics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On a slow machine, peers are revalidated while the quick start counts lookups. */
class CountsTest {
  private final World world = mock(World.class, RETURNS_DEEP_STUBS);

  private static JitStatistics statistics(long asked, long again, int open) {
    JitStatistics statistics = mock(JitStatistics.class, RETURNS_DEEP_STUBS);
    when(statistics.lookups().asked()).thenReturn(asked);
    when(statistics.revalidations().asked()).thenReturn(again);
    when(statistics.revalidations().open()).thenReturn(open);
    when(statistics.revalidations().mostOverdue()).thenReturn(Duration.ZERO);
    return statistics;
  }

  private void requests(long found, long notModified) {
    when(world.controlPlane().requests())
        .thenReturn(new ControlPlaneServer.Requests(found, notModified, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void leavesOutWhatWasAskedAboutResidentPeers() throws Exception {
    requests(7, 5);
    Counts counts = Counts.awaitQuiet(world, () -> statistics(9, 2, 0));
    assertThat(counts.lookups()).isEqualTo(7);
    assertThat(counts.requests()).isEqualTo(10);
    assertThat(counts.notModified()).isEqualTo(3);
  }

  @Test
  void waitsUntilTheCountersRest() throws Exception {
    requests(7, 5);
    Deque<JitStatistics> readings =
        new ArrayDeque<>(
            List.of(
                statistics(7, 1, 1),
                statistics(7, 1, 0),
                statistics(8, 1, 0),
                statistics(8, 2, 0),
                statistics(9, 2, 0)));
    Counts counts =
        Counts.awaitQuiet(
            world, () -> readings.size() > 1 ? readings.remove() : readings.getFirst());
    assertThat(counts.lookups()).isEqualTo(7);
    assertThat(readings).hasSize(1);
  }
}
