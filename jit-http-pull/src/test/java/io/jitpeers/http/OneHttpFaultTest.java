package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.MisbehavingHttpServer.Script;
import io.jitpeers.spi.ChangeListener;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.Await;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One hand-over to a thread, or one call of the scheduler, throws. In each case lookups end, later
 * ones are answered, and the change stream continues.
 */
@Timeout(300)
class OneHttpFaultTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final int LOOKUPS = 3;

  /** Streams start and end continually, so there is always a further call. */
  private static final int CALLS = 24;

  /** The call that throws, once. */
  private enum Place {
    WORKERS,
    SCHEDULER
  }

  /** Throws at the n-th call. */
  private record Fault(AtomicInteger callsLeft, boolean noMemory) {
    void pass() {
      if (callsLeft.getAndDecrement() == 0) {
        if (noMemory) {
          throw new OutOfMemoryError("unable to create native thread, on purpose");
        }
        throw new RejectedExecutionException("on purpose");
      }
    }

    Executor around(Executor real) {
      return task -> {
        pass();
        real.execute(task);
      };
    }

    Scheduler around(Scheduler real) {
      return new Scheduler() {
        @Override
        public Cancellable schedule(Runnable task, Duration delay) {
          pass();
          return real.schedule(task, delay);
        }

        @Override
        public void close() {
          real.close();
        }
      };
    }
  }

  /** Every third lookup fails at first; each stream ends after a hint. */
  private static Script script() {
    AtomicInteger lookups = new AtomicInteger();
    return (request, connection) -> {
      Script script;
      if (request.target().equals("/changes")) {
        script = Streams.ended(Streams.hint("1", Peers.KEY));
      } else {
        script =
            lookups.getAndIncrement() % LOOKUPS == 0
                ? Responses.status(503)
                : Responses.answer(200, Peers.JSON);
      }
      script.serve(request, connection);
    };
  }

  @ParameterizedTest
  @CsvSource({"WORKERS, true", "WORKERS, false", "SCHEDULER, true", "SCHEDULER, false"})
  void eachCallMayFailOnce(Place place, boolean noMemory) throws Exception {
    for (int call = 0; call < CALLS; call++) {
      survives(place, call, noMemory);
    }
  }

  private static void survives(Place place, int call, boolean noMemory) throws Exception {
    String where = place + " fails at call " + call;
    Fault fault = new Fault(new AtomicInteger(call), noMemory);
    AtomicInteger hints = new AtomicInteger();
    UnaryOperator<Executor> around = place == Place.WORKERS ? fault::around : threads -> threads;
    try (MisbehavingHttpServer server = new MisbehavingHttpServer(script());
        Scheduler real = Scheduler.singleThread("one-fault");
        HttpPeerConfigSource source =
            Peers.patient(server.base())
                .preferHttp2(false)
                .deadline(DEADLINE)
                .decoder(Http2Server.anyKey())
                .changes(WatchedStream.fast(ChangeStreamOptions.DEFAULTS))
                .scheduler(place == Place.SCHEDULER ? fault.around(real) : real)
                .workers(around)
                .build()) {
      source.watch(counting(hints));
      allEnd(source);
      Await.until(where, () -> fault.callsLeft().get() < 0);

      assertThat(source.statistics().inFlight()).as(where).isZero();
      for (int i = 100; i < 100 + LOOKUPS; i++) {
        Peers.found(source, Peers.key(i));
      }
      int before = hints.get();
      Await.until(where + ", the stream goes on", () -> hints.get() > before + 1);
    }
  }

  private static ChangeListener counting(AtomicInteger hints) {
    return new ChangeListener() {
      @Override
      public void changed(PublicKey key) {
        hints.incrementAndGet();
      }

      @Override
      public void missed() {
        // Only hints are counted.
      }
    };
  }

  private static void allEnd(HttpPeerConfigSource source) throws Exception {
    List<CompletableFuture<PeerLookup>> lookups = new ArrayList<>();
    for (int i = 0; i < LOOKUPS; i++) {
      lookups.add(source.lookup(Peers.query(Peers.key(i))).toCompletableFuture());
    }
    for (CompletableFuture<PeerLookup> lookup : lookups) {
      Throwable failure = lookup.handle((answer, thrown) -> thrown).get(60, TimeUnit.SECONDS);
      assertThat(failure == null || failure instanceof LookupException).isTrue();
    }
  }
}
