package io.jitpeers.http;

import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.ChangeStreamStatistics.State;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The statistics of a change stream. */
class ChangeStreamStatisticsTest extends WatchedStream {
  private final ManualTime time = new ManualTime();

  @Test
  void connectionsHintsResetsAndTheLastSignOfLife() throws Exception {
    CountDownLatch beat = new CountDownLatch(1);
    server.become(
        Responses.inTurn(
            Responses.status(503),
            Streams.ended(Streams.hint("1", KEY)),
            Streams.ended("id: 2\ndata: reset\n\n"),
            (request, connection) -> {
              connection.write(Streams.HEAD).write(Streams.chunk(Streams.hint("3", OTHER)));
              beat.await();
              connection.write(Streams.chunk(": beat\n\n"));
              connection.awaitEnd();
            }));
    source =
        Peers.patient(server.base())
            .timeSource(time)
            .changes(fast(ChangeStreamOptions.DEFAULTS))
            .build();
    assertThat(statistics().state()).isEqualTo(State.IDLE);
    assertThat(statistics().lastHeard()).isEmpty();

    source.watch(told);
    // The first stream came after a failed attempt, so hints may have been missed.
    told.next(Told.MISSED, KEY, Told.MISSED, OTHER);

    ChangeStreamStatistics seen = statistics();
    assertThat(seen.state()).isEqualTo(State.STREAMING);
    assertThat(seen.streams()).isEqualTo(3);
    assertThat(seen.reconnects()).isEqualTo(3);
    assertThat(seen.failures()).isEqualTo(3);
    assertThat(seen.hints()).isEqualTo(2);
    assertThat(seen.missed()).isEqualTo(2);

    time.advance(Duration.ofSeconds(7));
    assertThat(statistics().lastHeard()).contains(Duration.ofSeconds(7));
    beat.countDown();
    Await.until("the heartbeat", () -> statistics().lastHeard().orElseThrow().isZero());
  }
}
