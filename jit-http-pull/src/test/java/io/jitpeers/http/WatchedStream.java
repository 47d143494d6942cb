package io.jitpeers.http;

import io.jitpeers.http.MisbehavingHttpServer.Request;
import io.jitpeers.http.MisbehavingHttpServer.Script;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A change stream of a control plane with scripted answers. */
@Timeout(400)
abstract class WatchedStream {
  static final PublicKey OTHER = Peers.key(0x11);

  final MisbehavingHttpServer server = new MisbehavingHttpServer(Responses.status(500));
  final Told told = new Told();
  private final ManualTime manual = new ManualTime();
  private final RecordingScheduler scheduler = new RecordingScheduler(manual);
  HttpPeerConfigSource source;

  @AfterEach
  void stop() throws Exception {
    source.close();
    server.close();
  }

  AutoCloseable watch(Script... answers) {
    return watch(fast(ChangeStreamOptions.DEFAULTS), answers);
  }

  AutoCloseable watch(ChangeStreamOptions options, Script... answers) {
    server.become(Responses.inTurn(answers));
    source = Peers.patient(server.base()).bearerToken(() -> "token").changes(options).build();
    return source.watch(told);
  }

  /** Watches with a scheduler whose time passes only in {@link #passSilence}. */
  void watchInManualTime(Script... answers) {
    server.become(Responses.inTurn(answers));
    source =
        Peers.patient(server.base())
            .timeSource(manual)
            .scheduler(scheduler)
            .changes(fast(ChangeStreamOptions.DEFAULTS))
            .build();
    source.watch(told);
  }

  /** Does the same as {@link RecordingScheduler#passSilence}. */
  void passSilence() throws InterruptedException {
    scheduler.passSilence(ChangeStreamOptions.DEFAULTS.heartbeatTimeout());
  }

  static ChangeStreamOptions fast(ChangeStreamOptions options) {
    return new ChangeStreamOptions(
        true,
        options.path(),
        options.heartbeatTimeout(),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(5));
  }

  Request request(int number) throws Exception {
    Await.until("request " + number, () -> server.requests().size() >= number);
    return server.requests().get(number - 1);
  }

  ChangeStreamStatistics statistics() {
    return source.statistics().changes();
  }
}
