package io.jitpeers.internal.lookup;

import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.testkit.ManualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A control plane on a manual clock, which takes time to answer and refuses when it is asked too
 * often. It counts. Not thread-safe.
 */
final class LimitedControlPlane implements PeerConfigSource {
  private static final Duration REFUSING = Duration.ofMillis(3);

  private final ManualTime time;
  private final Duration answering;
  private final Limit limit;
  int asked;
  int answered;
  int refused;
  int givenUp;

  /** Decides whether a question may be answered now. */
  interface Limit {
    /** Returns zero if it may, and otherwise the time for {@code Retry-After}. */
    Duration take(long now);

    /** Returns no limit. */
    static Limit none() {
      return now -> Duration.ZERO;
    }

    /** Returns the limit of a token bucket. */
    static Limit bucket(int rate, int burst) {
      long[] emptyAt = {Long.MIN_VALUE};
      long spacing = Duration.ofSeconds(1).toNanos() / rate;
      return now -> {
        long level = Math.max(emptyAt[0], now - burst * spacing);
        if (level + spacing > now) {
          return Duration.ofSeconds(1);
        }
        emptyAt[0] = level + spacing;
        return Duration.ZERO;
      };
    }

    /** Returns a limit per second of the clock. */
    static Limit window(int rate) {
      long second = Duration.ofSeconds(1).toNanos();
      long[] state = {0, 0};
      return now -> {
        if (state[0] != now / second) {
          state[0] = now / second;
          state[1] = 0;
        }
        return state[1]++ < rate ? Duration.ZERO : Duration.ofSeconds(1);
      };
    }
  }

  LimitedControlPlane(ManualTime time, Duration answering, Limit limit) {
    this.time = time;
    this.answering = answering;
    this.limit = limit;
  }

  @Override
  public CompletionStage<PeerLookup> lookup(PeerQuery query) {
    asked++;
    CompletableFuture<PeerLookup> answer = new CompletableFuture<>();
    Duration wait = limit.take(time.nanoTime());
    if (wait.isZero()) {
      time.schedule(() -> answer(answer), answering);
    } else {
      time.schedule(() -> refuse(answer, wait), REFUSING);
    }
    return answer;
  }

  private void answer(CompletableFuture<PeerLookup> answer) {
    if (answer.complete(PeerLookup.notFound(Duration.ZERO))) {
      answered++;
    } else {
      givenUp++;
    }
  }

  private void refuse(CompletableFuture<PeerLookup> answer, Duration wait) {
    refused++;
    answer.completeExceptionally(LookupException.askedTooOften("asked too often", wait, null));
  }
}
