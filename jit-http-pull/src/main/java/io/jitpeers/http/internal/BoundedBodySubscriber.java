package io.jitpeers.http.internal;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body up to a limit. If the body or its {@code Content-Length} exceeds the limit, the
 * exchange is cancelled, and the rest of the body is never read. The methods are never called
 * concurrently (Reactive Streams rule 1.3), so no lock is needed.
 */
final class BoundedBodySubscriber implements BodySubscriber<BoundedBody> {
  private static final int FIRST_SIZE = 512;

  private final CompletableFuture<BoundedBody> body = new CompletableFuture<>();
  private final int maxBytes;
  private final boolean announcedTooLong;
  private final Runnable heard;
  private final Runnable arrived;
  private byte[] buffer;
  private int length;
  private Flow.@Nullable Subscription subscription;

  private BoundedBodySubscriber(int maxBytes, long announced, Runnable heard, Runnable arrived) {
    this.maxBytes = maxBytes;
    this.heard = heard;
    this.arrived = arrived;
    this.announcedTooLong = announced > maxBytes;
    this.buffer = new byte[Math.min(maxBytes, FIRST_SIZE)];
  }

  /**
   * Creates a subscriber.
   *
   * @param heard called for every piece of the body that arrives
   */
  static BoundedBodySubscriber of(int maxBytes, HttpHeaders headers, Runnable heard) {
    return of(maxBytes, headers, heard, () -> {});
  }

  /**
   * Creates a subscriber.
   *
   * @param heard called for every piece of the body that arrives
   * @param arrived called when the whole body has arrived, before the future of the body completes
   */
  static BoundedBodySubscriber of(
      int maxBytes, HttpHeaders headers, Runnable heard, Runnable arrived) {
    return new BoundedBodySubscriber(
        maxBytes, Headers.contentLength(headers).orElse(0), heard, arrived);
  }

  @Override
  public CompletionStage<BoundedBody> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (announcedTooLong) {
      giveUp(given);
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> items) {
    heard.run();
    Flow.Subscription current = subscription;
    if (current == null || body.isDone()) {
      return;
    }
    for (ByteBuffer item : items) {
      if (item.remaining() > maxBytes - length) {
        giveUp(current);
        return;
      }
      append(item);
    }
    current.request(1);
  }

  private void append(ByteBuffer item) {
    int needed = length + item.remaining();
    if (needed > buffer.length) {
      byte[] grown = Arrays.copyOf(buffer, Math.min(maxBytes, Math.max(needed, 2 * buffer.length)));
      Arrays.fill(buffer, (byte) 0);
      buffer = grown;
    }
    int count = item.remaining();
    item.get(buffer, length, count);
    length += count;
  }

  private void giveUp(Flow.Subscription current) {
    wipe();
    // Completed before the cancellation: over HTTP/2, cancelling calls onError at once, which would
    // look like a broken connection.
    body.complete(BoundedBody.tooLong());
    current.cancel();
  }

  @Override
  public void onError(Throwable cause) {
    wipe();
    body.completeExceptionally(cause);
  }

  @Override
  public void onComplete() {
    BoundedBody whole = BoundedBody.whole(Arrays.copyOf(buffer, length));
    wipe();
    arrived.run();
    body.complete(whole);
  }

  private void wipe() {
    Arrays.fill(buffer, (byte) 0);
  }
}
