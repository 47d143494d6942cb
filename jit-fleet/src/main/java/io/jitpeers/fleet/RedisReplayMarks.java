package io.jitpeers.fleet;

import io.jitpeers.spi.SharedReplayMarks;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps replay marks (the newest accepted timestamp of each key) in Valkey or Redis. Commands are
 * sent without waiting for the answers to earlier commands. Thread-safe.
 */
final class RedisReplayMarks implements SharedReplayMarks {
  private static final PublicKey NO_KEY = PublicKey.ofBytes(new byte[PublicKey.LENGTH]);

  private final EngineConnection connection;
  private final MarkCodec codec;
  private final Script script = Script.load("mark.lua");

  RedisReplayMarks(EngineConnection connection, RedisFleetOptions options) {
    this.connection = connection;
    this.codec = new MarkCodec(options.prefix(), options.keep(), options.keepStrangers());
  }

  @Override
  public CompletionStage<Answer> advance(Advance advance) {
    return connection.ask(
        engine ->
            script
                .run(engine, codec.name(advance.key()), codec.advance(advance))
                .thenApply(codec::answer));
  }

  @Override
  public CompletionStage<@Nullable Void> protect(PublicKey key) {
    return connection.ask(
        engine -> script.run(engine, codec.name(key), codec.protect()).thenAccept(marked -> {}));
  }

  @Override
  public CompletionStage<EpochResult> epoch(PublicKey key, long epoch, boolean resets) {
    return connection.ask(
        engine ->
            script
                .run(engine, codec.name(key), codec.epoch(epoch, resets))
                .thenApply(codec::epochResult));
  }

  @Override
  public CompletionStage<Boolean> forget(PublicKey key) {
    return connection.ask(
        engine -> script.run(engine, codec.name(key), codec.forget()).thenApply(codec::isYes));
  }

  /** Advances a mark that belongs to no key, to check that this gateway may advance marks. */
  CompletionStage<List<Object>> probe(RedisClusterAsyncCommands<byte[], byte[]> engine) {
    Advance advance = new Advance(NO_KEY, Tai64n.of(Instant.now()), false, Duration.ofDays(1));
    return script.run(engine, codec.probeName(), codec.advance(advance));
  }
}
