package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The common pool belongs to the whole process. From JDK 25 every future without an executor of its
 * own uses it, also if it has one thread only.
 */
@Timeout(60)
class CommonPoolTest {

  @Test
  void whoeverBlocksTheCommonPoolKeepsNoLookupFromItsAnswer() throws Exception {
    int threads = Math.max(1, ForkJoinPool.getCommonPoolParallelism());
    CountDownLatch blocked = new CountDownLatch(threads);
    CountDownLatch released = new CountDownLatch(1);
    for (int i = 0; i < threads; i++) {
      ForkJoinPool.commonPool()
          .execute(
              () -> {
                blocked.countDown();
                awaitUninterruptibly(released);
              });
    }
    try (MisbehavingHttpServer server = new MisbehavingHttpServer(Responses.answer(200, JSON));
        HttpPeerConfigSource source = Peers.patient(server.base()).build()) {
      assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();

      assertThat(Peers.found(source, KEY).config().publicKey()).isEqualTo(KEY);

      assertThat(released.getCount()).isEqualTo(1);
    } finally {
      released.countDown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
