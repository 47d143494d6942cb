package io.jitpeers.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.ChangeStreamStatistics.State;
import io.jitpeers.http.HttpPeerConfigSource;
import io.jitpeers.http.RetryOptions;
import io.jitpeers.spi.ChangeListener;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.testkit.Await;
import io.jitpeers.wireguard.PublicKey;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** The config source of a gateway behind the cache. */
final class Gateway implements AutoCloseable {
  private static final String MISSED = "missed";

  private final HttpPeerConfigSource source;
  private final BlockingQueue<Object> hints = new LinkedBlockingQueue<>();

  private Gateway(HttpPeerConfigSource source) {
    this.source = source;
  }

  /** Creates a gateway whose lookups end only with an answer, even on a slow machine. */
  static Gateway patient(URI cache) {
    return new Gateway(
        HttpPeerConfigSource.builder(cache)
            .bearerToken(() -> Origin.TOKEN)
            .deadline(Duration.ofMinutes(1))
            .connectTimeout(Duration.ofMinutes(1))
            .build());
  }

  /** Creates a gateway that asks once and takes a failure for an answer. */
  static Gateway impatient(URI cache, String token) {
    return new Gateway(
        HttpPeerConfigSource.builder(cache)
            .bearerToken(() -> token)
            .deadline(Duration.ofMinutes(1))
            .connectTimeout(Duration.ofMinutes(1))
            .retry(new RetryOptions(1, Duration.ofMillis(1), Duration.ofMillis(1)))
            .build());
  }

  static List<Gateway> fleet(int size, URI cache) {
    List<Gateway> gateways = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      gateways.add(patient(cache));
    }
    return gateways;
  }

  /** Runs a task for each number from 0 at the same time, and waits for all. */
  static <T> List<T> atOnce(int tasks, IntFunction<Callable<T>> task) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(tasks);
    try {
      List<Callable<T>> all = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        all.add(task.apply(i));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> done : threads.invokeAll(all)) {
        results.add(done.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  PeerLookup lookup(int number) throws Exception {
    return lookup(PeerQuery.builder(Origin.key(number)).timeout(Duration.ofHours(1)).build());
  }

  PeerLookup lookup(PeerQuery query) throws Exception {
    return source.lookup(query).toCompletableFuture().get(5, TimeUnit.MINUTES);
  }

  PeerLookup.Found found(int number) throws Exception {
    PeerLookup answer = lookup(number);
    assertThat(answer).isInstanceOf(PeerLookup.Found.class);
    return (PeerLookup.Found) answer;
  }

  /** Returns the allowed IPs that the answer to a lookup has. */
  String allowedIps(int number) throws Exception {
    return found(number).config().allowedIps().toString();
  }

  /** Asks again, with the validator of an earlier answer. */
  PeerLookup again(int number, PeerLookup.Found earlier) throws Exception {
    return lookup(
        PeerQuery.builder(Origin.key(number))
            .timeout(Duration.ofHours(1))
            .validator(earlier.validator().orElseThrow())
            .build());
  }

  long failures() {
    return source.statistics().unavailable()
        + source.statistics().timeouts()
        + source.statistics().rejected();
  }

  /** Follows the stream of changes, from now on. */
  void watch() throws Exception {
    source.watch(
        new ChangeListener() {
          @Override
          public void changed(PublicKey key) {
            hints.add(key);
          }

          @Override
          public void missed() {
            hints.add(MISSED);
          }
        });
    Await.until("the stream", () -> source.statistics().changes().state() == State.STREAMING);
  }

  /** Waits for a hint about a peer, which must be the next one. */
  void awaitHint(int number) throws InterruptedException {
    assertThat(hints.poll(2, TimeUnit.MINUTES)).isEqualTo(Origin.key(number));
  }

  @Override
  public void close() {
    source.close();
  }
}
