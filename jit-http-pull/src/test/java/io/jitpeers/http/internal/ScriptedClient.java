package io.jitpeers.http.internal;

import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** A client that sends nothing and keeps its latest request's handler and future for a test. */
final class ScriptedClient extends HttpClient {
  private @Nullable BodyHandler<?> handler;
  private @Nullable CompletableFuture<?> sending;

  BodyHandler<?> handler() {
    return Objects.requireNonNull(handler);
  }

  CompletableFuture<?> sending() {
    return Objects.requireNonNull(sending);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> given) {
    CompletableFuture<HttpResponse<T>> future = new CompletableFuture<>();
    handler = given;
    sending = future;
    return future;
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> given, PushPromiseHandler<T> promises) {
    return sendAsync(request, given);
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> given) {
    throw new UnsupportedOperationException("the source never waits for an answer");
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return Optional.empty();
  }

  @Override
  public Redirect followRedirects() {
    return Redirect.NEVER;
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return Optional.empty();
  }

  @Override
  public SSLContext sslContext() {
    throw new UnsupportedOperationException("there is no TLS here");
  }

  @Override
  public SSLParameters sslParameters() {
    return new SSLParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return Optional.empty();
  }

  @Override
  public Version version() {
    return Version.HTTP_1_1;
  }

  @Override
  public Optional<Executor> executor() {
    return Optional.empty();
  }
}
