package io.jitpeers.fleet;

import io.jitpeers.wireguard.PublicKey;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the locations of all peers from the engine, the fleet's database. A location is the record
 * of which gateway has a peer's session. If the engine is a cluster, its primary servers are read
 * one after another. Each server is read page by page. An instance is used once.
 */
final class LocationVisit {
  private static final int PAGE = 500;

  private final LocationNames names;
  private final Function<List<PublicKey>, CompletionStage<?>> page;
  private final Queue<RedisClusterAsyncCommands<byte[], byte[]>> primaries = new ArrayDeque<>();
  private final CompletableFuture<@Nullable Void> result = new CompletableFuture<>();

  /**
   * Creates a visit of all locations.
   *
   * @param page handles one page of keys that have locations, and returns a stage that completes
   *     when the page has been handled
   */
  LocationVisit(LocationNames names, Function<List<PublicKey>, CompletionStage<?>> page) {
    this.names = names;
    this.page = page;
  }

  /** Returns a stage that completes when all locations were read. */
  CompletionStage<@Nullable Void> of(RedisClusterAsyncCommands<byte[], byte[]> engine) {
    return EngineClient.primaries(engine)
        .thenCompose(
            found -> {
              primaries.addAll(found);
              next();
              return result;
            });
  }

  private void next() {
    RedisClusterAsyncCommands<byte[], byte[]> primary = primaries.poll();
    if (primary == null) {
      result.complete(null);
    } else {
      scan(primary, ScanCursor.INITIAL);
    }
  }

  private void scan(RedisClusterAsyncCommands<byte[], byte[]> primary, ScanCursor from) {
    try {
      ScanArgs args = ScanArgs.Builder.limit(PAGE).match(names.allLocations());
      var unused =
          primary
              .scan(from, args)
              .thenCompose(found -> page.apply(keys(found)).thenApply(done -> found))
              .whenComplete((found, failure) -> scanned(primary, found, failure));
    } catch (RuntimeException e) {
      // Lettuce throws if the connection is closed or its queue is full.
      result.completeExceptionally(e);
    }
  }

  private List<PublicKey> keys(KeyScanCursor<byte[]> found) {
    return found.getKeys().stream().flatMap(name -> Stream.ofNullable(names.keyOf(name))).toList();
  }

  private void scanned(
      RedisClusterAsyncCommands<byte[], byte[]> primary,
      @Nullable KeyScanCursor<byte[]> found,
      @Nullable Throwable failure) {
    if (failure != null || found == null) {
      result.completeExceptionally(failure == null ? new IllegalStateException() : failure);
    } else if (found.isFinished()) {
      next();
    } else {
      scan(primary, found);
    }
  }
}
