package io.jitpeers.fleet;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to a channel of the engine, on a connection of its own. The connection's probe subscribes
 * again every second. The repeated command restores a subscription that the engine has lost, and
 * has no effect otherwise. Thread-safe.
 */
final class Subscription implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Subscription.class);

  private final Supplier<EngineClient> client;
  private final byte[] channel;
  private final Listener listener;
  private final EngineConnection connection;
  private final FailureLog failures = new FailureLog(log, TimeSource.system());
  private volatile @Nullable Ear current;

  /**
   * Creates a subscription, which {@link #start} or {@link #startInBackground} connects.
   *
   * @param listener called on a thread of Lettuce
   */
  Subscription(
      Supplier<EngineClient> client,
      EngineAddress address,
      Scheduler scheduler,
      byte[] channel,
      Listener listener) {
    this.client = client;
    this.channel = channel.clone();
    this.listener = listener;
    this.connection = new EngineConnection(this::open, address, scheduler, this::subscribe);
  }

  /**
   * Receives messages.
   *
   * @param opened called whenever the subscription begins or resumes; messages that were sent
   *     before this call may be lost
   * @param message called for each message
   */
  record Listener(Runnable opened, Consumer<byte[]> message) {}

  /** Connects in the background. */
  void startInBackground() {
    connection.startInBackground();
  }

  /**
   * Connects. Waits for at most 3 s; after that time, or after a failed attempt, connecting
   * continues in the background.
   *
   * @throws java.io.UncheckedIOException if the engine does not permit the subscription
   */
  void start() {
    connection.start();
  }

  boolean isOpen() {
    return connection.isReachable();
  }

  private CompletionStage<? extends StatefulConnection<byte[], byte[]>> open() {
    Ear ear = new Ear();
    current = ear;
    return client.get().connectPubSub().thenApply(made -> listened(made, ear));
  }

  private static StatefulConnection<byte[], byte[]> listened(
      StatefulRedisPubSubConnection<byte[], byte[]> made, Ear ear) {
    made.addListener((RedisPubSubListener<byte[], byte[]>) ear);
    made.addListener((RedisConnectionStateListener) ear);
    return made;
  }

  private CompletionStage<Object> subscribe(RedisClusterAsyncCommands<byte[], byte[]> engine) {
    return ((RedisPubSubAsyncCommands<byte[], byte[]>) engine)
        .subscribe(channel)
        .thenApply(done -> channel);
  }

  @Override
  public void close() {
    connection.close();
    current = null;
  }

  /** Listens to one connection, which Lettuce may open again. Called on one thread at a time. */
  private final class Ear extends RedisPubSubAdapter<byte[], byte[]>
      implements RedisConnectionStateListener {
    private volatile boolean open;

    @Override
    public void subscribed(byte[] name, long count) {
      if (!open) {
        open = true;
        tell(listener.opened());
      }
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
      open = false;
    }

    @Override
    public void message(byte[] name, byte[] text) {
      tell(() -> listener.message().accept(text));
    }

    private void tell(Runnable news) {
      if (this != current) {
        return; // The connection was replaced or closed.
      }
      try {
        news.run();
      } catch (RuntimeException | Error e) {
        failures.record("a message about locations could not be handled", e);
      }
    }
  }
}
