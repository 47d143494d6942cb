package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.MisbehavingHttpServer.Connection;
import io.jitpeers.http.MisbehavingHttpServer.Request;
import io.jitpeers.internal.lookup.Asking;
import io.jitpeers.internal.lookup.Lane;
import io.jitpeers.internal.lookup.Lookups;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * More clients than a rate-limited control plane answers, in real time and over HTTP: all lookups
 * slow down at the first 429, and continue at the control plane's rate.
 */
@Timeout(300)
class StampedeOverHttpTest {
  private static final Logger log = LoggerFactory.getLogger(StampedeOverHttpTest.class);
  private static final int CLIENTS = 1_200;
  private static final int RATE = 400;
  private static final int BURST = 20;
  private static final Duration COMING = Duration.ofMillis(1_500);

  /** The time after which WireGuard clients retry (REKEY_TIMEOUT, whitepaper 6.1). */
  private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

  private final TimeSource time = TimeSource.system();
  private final AtomicInteger refused = new AtomicInteger();
  private final CountDownLatch served = new CountDownLatch(CLIENTS);
  private double tokens = BURST;
  private long filledAt = time.nanoTime();

  private synchronized boolean take() {
    long now = time.nanoTime();
    tokens = Math.min(BURST, tokens + (now - filledAt) * RATE / 1e9);
    filledAt = now;
    boolean taken = tokens >= 1;
    tokens -= taken ? 1 : 0;
    return taken;
  }

  private void serve(Request request, Connection connection)
      throws IOException, InterruptedException {
    if (take()) {
      Responses.answer(200, Peers.JSON).serve(request, connection);
    } else {
      refused.incrementAndGet();
      Responses.status(429, "Retry-After: 1").serve(request, connection);
    }
  }

  /** A client that retries until it is answered. */
  private final class Client implements Runnable {
    private final Lookups lookups;
    private final Scheduler scheduler;
    private final Asking asking;
    private final AtomicInteger tries = new AtomicInteger();

    Client(Lookups lookups, Scheduler scheduler, Asking asking) {
      this.lookups = lookups;
      this.scheduler = scheduler;
      this.asking = asking;
    }

    @Override
    public void run() {
      tries.incrementAndGet();
      var unused = lookups.lookup(asking).whenComplete((answer, failure) -> ended(answer));
    }

    private void ended(PeerLookup answer) {
      if (answer != null) {
        served.countDown();
      } else {
        scheduler.schedule(this, TRY_AGAIN);
      }
    }
  }

  private static Asking asking(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    ByteBuffer.wrap(bytes).putInt(number).putInt(8, number);
    // Every second client is known, and every tenth has the same address.
    Lane lane = number % 2 == 0 ? Lane.KNOWN : Lane.STRANGER;
    long source = number / 2 % 10 == 0 ? 1 : 100 + number;
    return new Asking(PublicKey.ofBytes(bytes), null, lane, source);
  }

  @Test
  void everyoneIsServedAndFewAreRefused() throws Exception {
    Random dice = new Random(1);
    List<Client> clients = new ArrayList<>();
    try (MisbehavingHttpServer server = new MisbehavingHttpServer(this::serve);
        HttpPeerConfigSource source =
            HttpPeerConfigSource.builder(server.base())
                .preferHttp2(false)
                .decoder(Http2Server.anyKey())
                .build();
        Scheduler scheduler = Scheduler.singleThread("stampede");
        Lookups lookups = new Lookups(source, scheduler, time, ProvisioningOptions.defaults())) {
      for (int i = 0; i < CLIENTS; i++) {
        Client client = new Client(lookups, scheduler, asking(i));
        clients.add(client);
        scheduler.schedule(client, Duration.ofMillis(dice.nextInt((int) COMING.toMillis())));
      }

      assertThat(served.await(240, TimeUnit.SECONDS)).as("all are answered").isTrue();

      int most = clients.stream().mapToInt(client -> client.tries.get()).max().orElseThrow();
      log.info(
          "{} clients, {} times 429, pace {}, at most {} tries, {}",
          CLIENTS,
          refused,
          lookups.pace(),
          most,
          source.statistics());
      assertThat(refused.get()).as("asked too often").isPositive().isLessThan(CLIENTS / 5);
      assertThat(most).as("nobody starves").isLessThanOrEqualTo(6);
      // Some of the refused clients had given up.
      assertThat(lookups.postponed()).isPositive().isLessThanOrEqualTo(refused.get());
      assertThat(source.statistics().retries()).as("only the caller waits").isZero();
      assertThat(source.statistics().breakerRefusals()).isZero();
    }
  }
}
