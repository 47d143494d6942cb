package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The common pool belongs to the whole process. Since JDK 25 every future without an executor of
 * its own uses it, even if it has only one thread.
 */
@Timeout(60)
class CommonPoolTest {
  private final CountDownLatch released = new CountDownLatch(1);

  @BeforeEach
  void block() throws Exception {
    int threads = ForkJoinPool.getCommonPoolParallelism();
    CountDownLatch blocked = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      ForkJoinPool.commonPool()
          .execute(
              () -> {
                blocked.countDown();
                awaitUninterruptibly(released);
              });
    }
    // Futures of a JDK before 25 do not use a pool with one thread, which may have no thread at
    // all.
    if (threads > 1 || Runtime.version().feature() >= 25) {
      assertThat(blocked.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @AfterEach
  void release() {
    released.countDown();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void noAnswerWaitsForIt() throws Exception {
    try (MisbehavingHttpServer server = new MisbehavingHttpServer(Responses.answer(200, JSON));
        HttpPeerConfigSource source = Peers.patient(server.base()).build()) {
      assertThat(Peers.found(source, KEY).config().publicKey()).isEqualTo(KEY);
    }
  }

  @Test
  void norDoesTheRetryAfterAnAnswerThatBreaksOff() throws Exception {
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(
                Responses.inTurn(Responses.closeInMidBody(JSON), Responses.answer(200, JSON)));
        HttpPeerConfigSource source = Peers.patient(server.base()).build()) {
      assertThat(Peers.found(source, KEY).config().publicKey()).isEqualTo(KEY);
      assertThat(source.statistics().retries()).isOne();
    }
  }
}
