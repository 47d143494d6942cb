package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.MisbehavingHttpServer.Request;
import io.jitpeers.testkit.ManualTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The JDK's client has one thread that an Error ends, for example an OutOfMemoryError; from then on
 * each of its requests fails at once. An interrupt ends the thread in the same way.
 */
@Timeout(120)
class DeadSelectorTest {
  private static final ChangeStreamOptions QUICK =
      ChangeStreamOptions.DEFAULTS.withBackoff(Duration.ofMillis(1), Duration.ofMillis(5));

  private final Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());

  private void endSelectors() throws InterruptedException {
    Set<Thread> selectors = new HashSet<>(Thread.getAllStackTraces().keySet());
    selectors.removeAll(before);
    selectors.removeIf(thread -> !thread.getName().contains("SelectorManager"));
    assertThat(selectors).isNotEmpty();
    for (Thread selector : selectors) {
      selector.interrupt();
      selector.join(60_000);
    }
  }

  @Test
  void lookupsGetAnotherClient() throws Exception {
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(Responses.answer(200, Peers.JSON));
        HttpPeerConfigSource source = Peers.patient(server.base()).preferHttp2(false).build()) {
      Peers.found(source, Peers.KEY);

      endSelectors();

      Peers.found(source, Peers.KEY);
      Peers.found(source, Peers.KEY);
      assertThat(source.statistics().connectionsReplaced()).isOne();
    }
  }

  private static String number(Request request) {
    return Integer.toString(request.number());
  }

  /** The stream also recovers if it has its own client, because the first stream fell silent. */
  @Test
  void streamsOfChangesGetAnotherClient() throws Exception {
    Told told = new Told();
    ManualTime time = new ManualTime();
    RecordingScheduler scheduler = new RecordingScheduler(time);
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(
                (request, connection) -> {
                  connection.write(Streams.HEAD);
                  connection.write(
                      Streams.chunk(Streams.hint(number(request), Peers.key(request.number()))));
                  while (request.number() > 1) {
                    connection.write(Streams.chunk(":\n")).pause(Duration.ofMillis(100));
                  }
                  connection.awaitEnd();
                });
        HttpPeerConfigSource source =
            Peers.patient(server.base())
                .preferHttp2(false)
                .timeSource(time)
                .scheduler(scheduler)
                .changes(QUICK)
                .build()) {
      source.watch(told);
      told.next(Peers.key(1));
      scheduler.passSilence(QUICK.heartbeatTimeout());
      told.next(Peers.key(2));

      endSelectors();

      scheduler.passSilence(QUICK.heartbeatTimeout());
      told.next(Peers.key(3));
    }
  }
}
