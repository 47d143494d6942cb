package io.jitpeers.micrometer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jitpeers.JitOrchestrator;
import io.jitpeers.http.HttpPeerConfigSource;
import io.jitpeers.options.EventOptions;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A gateway with a real control plane over HTTP, on real threads. */
final class TracedGateway implements AutoCloseable {
  /** Replaces the deadlines of a real gateway, which a slow machine may miss. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  final SecureRandom random = new SecureRandom();
  final PrivateKey key = PrivateKey.generate(random);
  final DirectPacketSource source = new DirectPacketSource();
  final JitOrchestrator orchestrator;

  /** The {@code traceparent} of each request, in order; empty for a request without one. */
  final List<String> traceparents = new CopyOnWriteArrayList<>();

  /** The statuses of the next answers; 200 when there are no more. */
  final Queue<Integer> statuses = new ConcurrentLinkedDeque<>();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final AtomicInteger answered = new AtomicInteger();
  private @Nullable JitObservations observations;
  private final PatientScheduler scheduler = new PatientScheduler();
  private int sent;

  /**
   * Extends short deadlines, so that a lookup waits for its trace context however slow the machine
   * is.
   */
  private static final class PatientScheduler implements Scheduler {
    private final Scheduler real = Scheduler.singleThread("test-scheduler");

    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
      boolean isShort = !delay.isZero() && delay.compareTo(Duration.ofMillis(200)) < 0;
      return real.schedule(task, isShort ? PATIENCE : delay);
    }

    @Override
    public void close() {
      real.close();
    }
  }

  TracedGateway() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    // Without a stream of changes, for which the source asks too: those requests get a 404.
    server.createContext("/peer/", this::answer);
    server.setExecutor(threads);
    server.start();
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    orchestrator =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(
                HttpPeerConfigSource.builder(base)
                    .connectTimeout(PATIENCE)
                    .deadline(PATIENCE)
                    .build())
            .store(InMemoryPeerStore.builder().privateKey(key).build())
            .provisioningOptions(
                ProvisioningOptions.builder()
                    .lookupDeadline(PATIENCE)
                    .pendingDeadline(PATIENCE)
                    .build())
            .eventOptions(EventOptions.builder().closeDeadline(PATIENCE).build())
            .scheduler(scheduler)
            .build();
  }

  /** Observes the gateway from now on. */
  TracedGateway observed(ObservationRegistry registry, JitObservations.PeerNames names) {
    observations = new JitObservations(orchestrator, registry, names);
    return this;
  }

  /** Observes the gateway from now on, and starts it. */
  TracedGateway started(ObservationRegistry registry) throws Exception {
    observations = new JitObservations(orchestrator, registry);
    orchestrator.start();
    return this;
  }

  void stopObserving() {
    if (observations != null) {
      observations.close();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String traceparent = exchange.getRequestHeaders().getFirst("traceparent");
    traceparents.add(traceparent == null ? "" : traceparent);
    Integer status = statuses.poll();
    String asked = exchange.getRequestURI().getPath().replaceFirst("^/peer/", "");
    String body =
        "{\"version\":1,\"public_key\":\""
            + asked.replace('-', '+').replace('_', '/')
            + "=\",\"allowed_ips\":[\"10.0.0."
            + answered.incrementAndGet()
            + "/32\"]}";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Cache-Control", "max-age=600");
    if (status == null || status == 200) {
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    } else {
      exchange.sendResponseHeaders(status, -1);
    }
    exchange.close();
  }

  PrivateKey newClient() {
    return PrivateKey.generate(random);
  }

  /** Sends a first packet, and returns how it ended. */
  PacketOutcome send(PrivateKey client) throws Exception {
    byte[] initiation =
        FakeClient.of(client, key.publicKey(), random)
            .initiation(Tai64n.of(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(sent)), sent);
    return offer(initiation).get(60, TimeUnit.SECONDS);
  }

  CompletableFuture<PacketOutcome> offer(byte[] datagram) {
    sent++;
    CompletableFuture<PacketOutcome> ended = new CompletableFuture<>();
    source.offer(
        datagram,
        new InetSocketAddress("198.51.100." + (1 + sent % 250), 40000),
        new InetSocketAddress("192.0.2.1", 51820),
        new DirectPacketSource.Delivery() {
          @Override
          public void pass(ByteBuffer packet) {
            ended.complete(PacketOutcome.INSTALLED);
          }

          @Override
          public void passUnexamined(ByteBuffer packet) {
            ended.complete(PacketOutcome.NOT_EXAMINED);
          }

          @Override
          public void drop(PacketOutcome outcome) {
            ended.complete(outcome);
          }
        });
    return ended;
  }

  @Override
  public void close() {
    orchestrator.close();
    stopObserving();
    scheduler.close();
    server.stop(0);
    threads.shutdownNow();
  }
}
