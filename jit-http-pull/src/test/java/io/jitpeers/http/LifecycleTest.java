package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LifecycleTest {
  private static final long PATIENCE_MILLIS = 60_000;

  @Test
  void noThreadOutlivesTheSource() throws Exception {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    Set<Thread> ours;
    try (MisbehavingHttpServer server = new MisbehavingHttpServer(Responses.answer(200, JSON))) {
      HttpPeerConfigSource source = Peers.patient(server.base()).build();
      Peers.found(source, KEY);
      ours = clientThreads();
      ours.removeAll(before);
      assertThat(ours).extracting(Thread::getName).anyMatch(name -> name.contains("Selector"));
      assertThat(ours).extracting(Thread::getName).contains("jit-http-deadlines");

      source.close();

      // The source is still reachable here, so garbage collection has no effect.
      for (Thread thread : ours) {
        thread.join(PATIENCE_MILLIS);
      }
      assertThat(ours).filteredOn(Thread::isAlive).isEmpty();
      assertThat(source.statistics().found()).isEqualTo(1);
    }
  }

  private static Set<Thread> clientThreads() {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(
        thread ->
            !thread.getName().startsWith("jit-http") && !thread.getName().startsWith("HttpClient"));
    return threads;
  }

  @Test
  void closingFromACallbackDoesNotHang() throws Exception {
    try (MisbehavingHttpServer server = new MisbehavingHttpServer(Responses.answer(200, JSON))) {
      HttpPeerConfigSource source = Peers.patient(server.base()).build();
      CompletableFuture<Void> closed =
          source.lookup(Peers.query(KEY)).thenRun(source::close).toCompletableFuture();

      assertThat(closed).succeedsWithin(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Test
  void closingFailsEveryLookupInFlight() throws Exception {
    int count = 20;
    CountDownLatch asked = new CountDownLatch(count);
    CountDownLatch gone = new CountDownLatch(count);
    try (MisbehavingHttpServer server =
        new MisbehavingHttpServer(
            (request, connection) -> {
              asked.countDown();
              Responses.silence(gone).serve(request, connection);
            })) {
      HttpPeerConfigSource source = Peers.patient(server.base()).build();
      List<CompletableFuture<?>> lookups = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        lookups.add(source.lookup(Peers.query(Peers.key(i))).toCompletableFuture());
      }
      assertThat(asked.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
      assertThat(source.statistics().inFlight()).isEqualTo(count);

      source.close();

      assertThat(lookups).allMatch(CompletableFuture::isCompletedExceptionally);
      assertThat(gone.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
      assertThat(source.statistics().inFlight()).isZero();
      assertThat(source.statistics().unavailable()).isEqualTo(count);
    }
  }
}
