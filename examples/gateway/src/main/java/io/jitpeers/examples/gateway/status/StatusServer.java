package io.jitpeers.examples.gateway.status;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.jitpeers.JitOrchestrator;
import io.jitpeers.examples.common.BearerToken;
import io.jitpeers.examples.common.BoundedHttpServer;
import io.jitpeers.examples.common.Endpoints;
import io.jitpeers.examples.common.HostRule;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a gateway's status page, metrics and health over HTTP. If a token is configured, the
 * server accepts commands from an operator who has the token. Reading needs no password, and there
 * is no TLS. Therefore let the server listen on a loopback address. Use another address only
 * deliberately, in a private network. The server records the orchestrators' history from its own
 * creation on, so create the server before the orchestrators start. An orchestrator that has not
 * started is reported as down.
 *
 * <p>Thread-safe. Closing the server does not close the orchestrators. They may be closed before or
 * after the server.
 */
public final class StatusServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StatusServer.class);
  private static final Duration ANSWER_TIME = Duration.ofSeconds(10);
  private static final int NO_BODY = -1;

  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final List<InterfaceRecorder> recorders = new ArrayList<>();
  private final Metrics metrics = new Metrics();
  private final Scheduler scheduler;
  private final BoundedHttpServer server;
  private final Answers answers;
  private final @Nullable Commands commands;
  private final boolean anyHost;
  private volatile boolean closed;

  /**
   * Starts a server.
   *
   * @param orchestrators the orchestrators by the name of their interface, in the order of display
   * @param address where to listen; with port 0, the system chooses a free port
   * @param time the clocks of the orchestrators
   * @param operatorToken the token that commands must have; null to accept no commands
   * @throws UncheckedIOException if the server cannot listen on the address
   */
  public StatusServer(
      Map<String, JitOrchestrator> orchestrators,
      InetSocketAddress address,
      TimeSource time,
      @Nullable BearerToken operatorToken) {
    this(orchestrators, address, time, Scheduler.singleThread("status-sampler"), operatorToken);
  }

  /** Creates a server that accepts no commands. Closing the server closes the scheduler. */
  StatusServer(
      Map<String, JitOrchestrator> orchestrators,
      InetSocketAddress address,
      TimeSource time,
      Scheduler scheduler) {
    this(orchestrators, address, time, scheduler, null);
  }

  /** Creates a server. Closing the server closes the scheduler. */
  StatusServer(
      Map<String, JitOrchestrator> orchestrators,
      InetSocketAddress address,
      TimeSource time,
      Scheduler scheduler,
      @Nullable BearerToken operatorToken) {
    this.commands = operatorToken == null ? null : new Commands(orchestrators, operatorToken);
    this.scheduler = scheduler;
    this.anyHost = !address.getAddress().isLoopbackAddress();
    orchestrators.forEach(
        (name, orchestrator) -> recorders.add(new InterfaceRecorder(name, orchestrator, time)));
    try {
      this.answers = new Answers(recorders, metrics, time);
      this.server = BoundedHttpServer.listen("status-server", address, ANSWER_TIME);
    } catch (IOException e) {
      scheduler.close();
      metrics.close();
      throw new UncheckedIOException(
          "the status server cannot listen on " + Endpoints.text(address) + ": " + e.getMessage(),
          e);
    }
    orchestrators.forEach(metrics::add);
    recorders.forEach(InterfaceRecorder::watch);
    scheduleSample();
    server.serve(this::handle);
    if (anyHost) {
      log.warn(
          "everybody who reaches the status server on {} can read it without a password{}",
          Endpoints.text(server.address()),
          commands == null ? "" : "; commands need the operator token, sent in clear text");
    }
  }

  /**
   * Returns the address of the status page.
   *
   * @return scheme, address, port and path
   */
  public URI uri() {
    return URI.create("http://" + Endpoints.text(server.address()) + "/");
  }

  private void scheduleSample() {
    scheduler.schedule(this::sample, InterfaceRecorder.SAMPLE_EVERY);
  }

  private void sample() {
    for (InterfaceRecorder recorder : recorders) {
      try {
        recorder.sample();
      } catch (RuntimeException | Error e) {
        log.error("the counters of {} cannot be read; its charts have a gap", recorder.name(), e);
      }
    }
    if (!closed) {
      scheduleSample();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange));
    } catch (RuntimeException | Error e) {
      log.error("the status server failed to answer {}", exchange.getRequestURI(), e);
      throw e;
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    if (!anyHost && !HostRule.permits(exchange)) {
      return Answer.sentence(HttpURLConnection.HTTP_FORBIDDEN, HostRule.REFUSAL);
    }
    String method = exchange.getRequestMethod();
    if (commands != null && method.equals("POST")) {
      return commands.to(exchange);
    }
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange
          .getResponseHeaders()
          .set("Allow", commands == null ? "GET, HEAD" : "GET, HEAD, POST");
      return Answer.sentence(
          HttpURLConnection.HTTP_BAD_METHOD,
          "Only GET and HEAD: nothing can be changed here without a token.");
    }
    return answers.to(exchange.getRequestURI());
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.contentType());
    headers.set("Cache-Control", "no-store");
    headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("X-Content-Type-Options", "nosniff");
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", String.valueOf(answer.body().length));
      exchange.sendResponseHeaders(answer.code(), NO_BODY);
      return;
    }
    exchange.sendResponseHeaders(answer.code(), answer.body().length);
    exchange.getResponseBody().write(answer.body());
  }

  /** Returns how many threads receive or answer requests. */
  int busy() {
    return server.busy();
  }

  /**
   * Adds meters to the metrics at {@code /metrics}.
   *
   * @param meters the meters; their names and tags must differ from those of all other meters
   */
  public void add(MeterBinder meters) {
    metrics.add(meters);
  }

  /** Stops the server immediately and frees its port. Closing again does nothing. */
  @Override
  public void close() {
    closed = true;
    server.close();
    scheduler.close();
    metrics.close();
  }
}
