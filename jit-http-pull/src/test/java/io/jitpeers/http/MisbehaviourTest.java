package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.MisbehavingHttpServer.Script;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A control plane with all kinds of faults. */
@Timeout(60)
class MisbehaviourTest {
  private static final Duration DEADLINE = Duration.ofMillis(300);

  private final CountDownLatch gone = new CountDownLatch(1);
  private final CountDownLatch asked = new CountDownLatch(1);
  private final ManualTime time = new ManualTime();
  private final RecordingScheduler scheduler = new RecordingScheduler(time, DEADLINE);
  private MisbehavingHttpServer server;
  private HttpPeerConfigSource source;

  @AfterEach
  void stop() throws Exception {
    source.close();
    if (server != null) {
      server.close();
    }
  }

  /** Its deadline passes when the test says so, while the request is under way. */
  private void timedAgainst(Script script) {
    server =
        new MisbehavingHttpServer(
            (request, connection) -> {
              asked.countDown();
              script.serve(request, connection);
            });
    source =
        Peers.patient(server.base())
            .deadline(DEADLINE)
            .timeSource(time)
            .scheduler(scheduler)
            .build();
  }

  private void patientAgainst(Script script) {
    server = new MisbehavingHttpServer(script);
    source = Peers.patient(server.base()).build();
  }

  @Test
  void refusingConnections() throws Exception {
    // Holds a port, which another program could take otherwise, and accepts no connections.
    try (Socket nobody = new Socket()) {
      nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      source = Peers.patient(URI.create("http://127.0.0.1:" + nobody.getLocalPort())).build();

      LookupException failure = Peers.failure(source, KEY);

      assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(failure)
          .hasMessageStartingWith("GET http://127.0.0.1:")
          .hasMessageContaining(" failed: connection refused")
          .hasMessageContaining("; check that the control plane runs and listens on that port");
      assertThat(source.statistics().requests()).isEqualTo(4);
      assertThat(source.statistics().ioErrors()).isEqualTo(4);
    }
  }

  @Test
  void acceptingAndNeverAnswering() throws Exception {
    timedAgainst(Responses.silence(gone));

    assertTimesOutAndFreesTheConnection();
  }

  @Test
  void headersThenHanging() throws Exception {
    timedAgainst(Responses.headersThenHang(gone));

    assertTimesOutAndFreesTheConnection();
  }

  private void assertTimesOutAndFreesTheConnection() throws Exception {
    CompletionStage<PeerLookup> lookup = source.lookup(Peers.query(KEY));
    assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

    time.advance(DEADLINE);

    LookupException failure = Peers.failure(lookup);
    assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(failure)
        .hasMessageContaining(server.base() + "/peer/")
        .hasMessageContaining("within 300 ms");
    assertThat(source.statistics().timeouts()).isEqualTo(1);
    assertThat(source.statistics().inFlight()).isZero();
    assertThat(gone.await(60, TimeUnit.SECONDS)).as("the connection was freed").isTrue();
  }

  @Test
  void silenceInRealTime() throws Exception {
    server = new MisbehavingHttpServer(Responses.silence(gone));

    assertTimesOutInRealTime();
  }

  @Test
  void headersThenHangingInRealTime() throws Exception {
    server = new MisbehavingHttpServer(Responses.headersThenHang(gone));

    assertTimesOutInRealTime();
  }

  @Test
  void aTrickleInRealTime() throws Exception {
    server = new MisbehavingHttpServer(Responses.trickle(gone));

    assertTimesOutInRealTime();
  }

  /** The server does not end by itself before the test does: only the deadline ends the lookup. */
  private void assertTimesOutInRealTime() throws Exception {
    source = Peers.patient(server.base()).deadline(DEADLINE).build();

    Await.takesAtLeast(
        DEADLINE, () -> assertThat(Peers.failure(source, KEY).reason()).isEqualTo(Reason.TIMEOUT));

    // On a slow machine the deadline may pass before the request is written.
    if (!server.requests().isEmpty()) {
      assertThat(gone.await(60, TimeUnit.SECONDS)).as("the connection was freed").isTrue();
    }
  }

  @Test
  void aWaitThatWouldOutlastTheDeadlineIsNotBegun() {
    server = new MisbehavingHttpServer(Responses.status(503));
    source =
        Peers.patient(server.base())
            // Even if the random jitter halves it.
            .retry(new RetryOptions(4, Duration.ofMinutes(3), Duration.ofMinutes(3)))
            .build();

    LookupException failure = Peers.failure(source, KEY);

    assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(failure).hasMessageContaining("answered 503, and no time is left");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aTimeoutAfterARetryNamesTheFailureBefore() throws Exception {
    timedAgainst(Responses.inTurn(Responses.status(503), Responses.headersThenHang(gone)));
    CompletionStage<PeerLookup> lookup = source.lookup(Peers.query(KEY));
    assertThat(scheduler.nextDelay()).isEqualTo(DEADLINE);
    time.advance(scheduler.nextDelay());

    // The worker has the retry by now or soon; either way the deadline ends it.
    time.advance(DEADLINE);

    assertThat(Peers.failure(lookup))
        .hasMessageContaining("within 300 ms")
        .hasMessageContaining("before that: answered 503");
  }

  @Test
  void resettingInMidBody() {
    patientAgainst(Responses.resetInMidBody(JSON));

    assertUnavailableAfterRetries();
  }

  @Test
  void closingInMidBody() {
    patientAgainst(Responses.closeInMidBody(JSON));

    assertUnavailableAfterRetries();
  }

  @Test
  void closingWithoutAWord() {
    patientAgainst(Responses.closeAtOnce());

    assertThat(Peers.failure(source, KEY).reason()).isEqualTo(Reason.UNAVAILABLE);
  }

  @Test
  void speakingNoHttp() {
    patientAgainst(Responses.raw("SSH-2.0-OpenSSH_9.2\r\n\r\n"));

    assertUnavailableAfterRetries();
  }

  private void assertUnavailableAfterRetries() {
    LookupException failure = Peers.failure(source, KEY);

    assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(failure).hasMessageContaining("(attempt 4)");
    assertThat(source.statistics().retries()).isEqualTo(3);
    assertThat(source.statistics().unavailable()).isEqualTo(1);
  }

  @Test
  void anEmptyBody() {
    patientAgainst(Responses.answer(200, ""));

    assertRejected("the body is empty");
  }

  @Test
  void garbageAsBody() {
    patientAgainst(Responses.answer(200, "<html>please log in</html>"));

    assertRejected("malformed, at line 1 column 1");
  }

  @Test
  void aHugeContentLength() throws Exception {
    patientAgainst(Responses.hugeContentLength(gone));

    assertRejected("longer than 65536 bytes");
    assertThat(gone.await(60, TimeUnit.SECONDS)).as("the rest is not read").isTrue();
  }

  @Test
  void anEndlessBody() throws Exception {
    patientAgainst(Responses.endlessChunks(gone));

    assertRejected("longer than 65536 bytes");
    assertThat(gone.await(60, TimeUnit.SECONDS)).as("the rest is not read").isTrue();
  }

  @Test
  void aBodyAsLongAsPermittedIsRead() throws Exception {
    server = new MisbehavingHttpServer(Responses.answer(200, JSON));
    source = Peers.patient(server.base()).maxBodyBytes(JSON.length()).build();

    assertThat(Peers.found(source, KEY).config().publicKey()).isEqualTo(KEY);
  }

  @Test
  void aBodyOneByteTooLongIsNot() {
    server = new MisbehavingHttpServer(Responses.answer(200, JSON));
    source = Peers.patient(server.base()).maxBodyBytes(JSON.length() - 1).build();

    assertRejected("longer than " + (JSON.length() - 1) + " bytes");
  }

  @Test
  void theConfigOfAnotherPeer() {
    patientAgainst(Responses.answer(200, Peers.json(Peers.key(1))));

    assertRejected("public_key is not the key that was asked for");
  }

  @Test
  void theConfigOfAnotherPeerFromADecoderThatDoesNotCare() {
    server = new MisbehavingHttpServer(Responses.answer(200, Peers.json(Peers.key(1))));
    source =
        Peers.patient(server.base())
            .decoder((asked, body) -> new JsonPeerConfigDecoder().decode(Peers.key(1), body))
            .build();

    assertRejected("the config is for another key");
  }

  @Test
  void aDecoderThatThrows() {
    server = new MisbehavingHttpServer(Responses.answer(200, JSON));
    source =
        Peers.patient(server.base())
            .decoder(
                (asked, body) -> {
                  throw new IllegalStateException("broken decoder");
                })
            .build();

    assertRejected("the decoder failed");
  }

  private void assertRejected(String why) {
    LookupException failure = Peers.failure(source, KEY);

    assertThat(failure.reason()).isEqualTo(Reason.REJECTED);
    assertThat(failure).hasMessageContaining("answered 200").hasMessageContaining(why);
    assertThat(source.statistics().rejected()).isEqualTo(1);
    assertThat(source.statistics().requests()).as("not retried").isEqualTo(1);
  }

  @Test
  void flapping() throws Exception {
    patientAgainst(
        Responses.inTurn(
            Responses.status(503), Responses.resetInMidBody(JSON), Responses.answer(200, JSON)));

    assertThat(Peers.found(source, KEY).config().publicKey()).isEqualTo(KEY);
    assertThat(source.statistics().retries()).isEqualTo(2);
    assertThat(source.statistics().found()).isEqualTo(1);
  }

  @Test
  void recoveringWithoutRestart() throws Exception {
    patientAgainst(Responses.resetInMidBody(JSON));
    assertThat(Peers.failure(source, KEY).reason()).isEqualTo(Reason.UNAVAILABLE);

    server.become(Responses.answer(200, JSON));

    assertThat(Peers.found(source, KEY).config().publicKey()).isEqualTo(KEY);
  }

  @Test
  void cancellingClosesTheConnection() throws Exception {
    timedAgainst(Responses.headersThenHang(gone));
    CompletableFuture<?> lookup = source.lookup(Peers.query(KEY)).toCompletableFuture();
    assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

    lookup.cancel(false);

    assertThat(gone.await(60, TimeUnit.SECONDS)).as("the server sees the end").isTrue();
    assertThat(source.statistics().cancelled()).isEqualTo(1);
    assertThat(source.statistics().inFlight()).isZero();
  }
}
