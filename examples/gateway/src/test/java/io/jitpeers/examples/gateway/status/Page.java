package io.jitpeers.examples.gateway.status;

import io.jitpeers.testkit.Await;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A page in the browser, over the DevTools protocol. */
final class Page implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<Json>> answers = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final WebSocket socket;

  Page(HttpClient http, URI debugger) throws Exception {
    socket =
        http.newWebSocketBuilder()
            .buildAsync(debugger, new Receiver())
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    command("Page.enable", "{}");
    command("Runtime.enable", "{}");
    command("Log.enable", "{}");
  }

  private final class Receiver implements WebSocket.Listener {
    private final StringWriter text = new StringWriter();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        String message = text.toString();
        text.getBuffer().setLength(0);
        take(message);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      answers.values().forEach(answer -> answer.completeExceptionally(error));
    }
  }

  private void take(String message) {
    try {
      Json json = Json.parse(message);
      if (json.has("id")) {
        answers.remove((int) json.at("id").number()).complete(json);
        return;
      }
      switch (json.at("method").text()) {
        case "Runtime.exceptionThrown", "Log.entryAdded" -> complaints.add(message);
        default -> {}
      }
    } catch (IOException e) {
      throw new AssertionError("the browser sent " + message, e);
    }
  }

  private Json command(String method, String parameters) throws Exception {
    int id = ids.incrementAndGet();
    CompletableFuture<Json> answer = new CompletableFuture<>();
    answers.put(id, answer);
    socket
        .sendText(
            "{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true)
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    Json json = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (json.has("error")) {
      throw new IOException(method + ": " + json.at("error"));
    }
    return json.at("result");
  }

  void resize(int width, int height) throws Exception {
    command(
        "Emulation.setDeviceMetricsOverride",
        "{\"width\":%d,\"height\":%d,\"deviceScaleFactor\":1,\"mobile\":false}"
            .formatted(width, height));
  }

  /** Light or dark, as the user's system would say. */
  void preferColors(String scheme) throws Exception {
    command(
        "Emulation.setEmulatedMedia",
        "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"%s\"}]}".formatted(scheme));
  }

  void goTo(URI uri) throws Exception {
    command("Page.navigate", "{\"url\":\"" + uri + "\"}");
  }

  /** Runs an expression in the page; its value is text. */
  String evaluate(String expression) throws Exception {
    String quoted =
        new String(
            com.fasterxml.jackson.core.io.JsonStringEncoder.getInstance()
                .quoteAsString("String(" + expression + ")"));
    Json result =
        command("Runtime.evaluate", "{\"expression\":\"" + quoted + "\",\"returnByValue\":true}");
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.at("exceptionDetails"));
    }
    return result.at("result", "value").text();
  }

  /** The text of the first element that a selector finds. */
  String text(String selector) throws Exception {
    return evaluate("document.querySelector('" + selector + "')?.textContent ?? 'nothing'");
  }

  /** Waits until an expression has a value, while the page does as it likes. */
  void await(String expression, String expected) throws Exception {
    AtomicReference<String> value = new AtomicReference<>();
    Await.until(
        () -> expression + " is still " + value + ", not " + expected + "; " + complaints,
        () -> {
          value.set(evaluate(expression));
          return expected.equals(value.get());
        });
  }

  void awaitText(String selector, String expected) throws Exception {
    await("document.querySelector('" + selector + "')?.textContent ?? 'nothing'", expected);
  }

  /** What the browser complained of: exceptions, violated policies, what could not be loaded. */
  List<String> complaints() {
    return complaints;
  }

  /** Keeps a picture of the whole page. */
  void screenshot(Path file) throws Exception {
    Json shot =
        command("Page.captureScreenshot", "{\"format\":\"png\",\"captureBeyondViewport\":true}");
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(shot.at("data").text()));
  }

  @Override
  public void close() {
    socket.abort();
  }
}
