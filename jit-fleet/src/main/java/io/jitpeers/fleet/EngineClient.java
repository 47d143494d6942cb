package io.jitpeers.fleet;

import com.google.common.net.HostAndPort;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections to an engine (Valkey or Redis): a single server, a primary that Sentinel
 * watches, or a cluster. Thread-safe.
 */
final class EngineClient implements AutoCloseable {
  /** The time after which Lettuce gives up a command or an attempt to connect. */
  static final Duration TIMEOUT = Duration.ofSeconds(2);

  /**
   * The maximum number of commands that wait for answers. Each waiting command takes a few hundred
   * bytes of memory.
   */
  private static final int MOST_OPEN = 100_000;

  private static final Logger log = LoggerFactory.getLogger(EngineClient.class);
  private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(15);
  private static final int THREADS = 2;

  private final RedisFleetOptions options;
  private final ClientResources resources;
  private final AbstractRedisClient client;

  EngineClient(RedisFleetOptions options) {
    this.options = options;
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .build();
    EngineAddress address = options.address();
    if (address.kind() == EngineAddress.Kind.CLUSTER) {
      RedisClusterClient cluster = RedisClusterClient.create(resources, uris());
      cluster.setOptions(clusterOptions());
      client = cluster;
    } else {
      RedisClient single = RedisClient.create(resources, uris().get(0));
      single.setOptions(common(ClientOptions.builder()).build());
      client = single;
    }
  }

  /** Starts to open a connection. The returned stage completes with the open connection. */
  CompletionStage<? extends StatefulConnection<byte[], byte[]>> connect() {
    if (client instanceof RedisClusterClient cluster) {
      return cluster
          .refreshPartitionsAsync()
          .thenCompose(read -> cluster.connectAsync(ByteArrayCodec.INSTANCE))
          .thenCompose(connection -> openAll(connection).handle((opened, failure) -> connection));
    }
    return ((RedisClient) client).connectAsync(ByteArrayCodec.INSTANCE, uris().get(0));
  }

  /**
   * Starts to open a connection that listens to pub/sub channels. The returned stage completes with
   * the open connection.
   */
  CompletionStage<? extends StatefulRedisPubSubConnection<byte[], byte[]>> connectPubSub() {
    if (client instanceof RedisClusterClient cluster) {
      return cluster
          .refreshPartitionsAsync()
          .thenCompose(read -> cluster.connectPubSubAsync(ByteArrayCodec.INSTANCE));
    }
    return ((RedisClient) client).connectPubSubAsync(ByteArrayCodec.INSTANCE, uris().get(0));
  }

  /**
   * Opens the missing connections to the primaries of a cluster. Without this method, Lettuce opens
   * a primary's connection only when the first command for the primary is sent. This command then
   * fails, because Lettuce rejects commands while a connection is not open. Primaries without hash
   * slots are skipped, because a dead primary has no hash slots after its replica has taken over.
   * The returned stage fails if a primary cannot be reached.
   */
  static CompletionStage<@Nullable Void> openAll(StatefulConnection<byte[], byte[]> connection) {
    if (!(connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)) {
      return CompletableFuture.completedFuture(null);
    }
    return CompletableFuture.allOf(opening(cluster).toArray(CompletableFuture<?>[]::new));
  }

  private static List<CompletableFuture<StatefulRedisConnection<byte[], byte[]>>> opening(
      StatefulRedisClusterConnection<byte[], byte[]> cluster) {
    return cluster.getPartitions().stream()
        .filter(node -> node.is(RedisClusterNode.NodeFlag.UPSTREAM) && !node.hasNoSlots())
        .map(RedisClusterNode::getUri)
        .map(uri -> cluster.getConnectionAsync(uri.getHost(), uri.getPort()))
        .toList();
  }

  /**
   * Returns the command interface of each primary that has hash slots. If the engine is not a
   * cluster, returns only the given interface.
   */
  @SuppressWarnings("deprecation") // There is no other way from commands to their connection.
  static CompletionStage<List<RedisClusterAsyncCommands<byte[], byte[]>>> primaries(
      RedisClusterAsyncCommands<byte[], byte[]> engine) {
    if (!(engine instanceof RedisAdvancedClusterAsyncCommands<byte[], byte[]> cluster)) {
      return CompletableFuture.completedFuture(List.of(engine));
    }
    var opening = opening(cluster.getStatefulConnection());
    return CompletableFuture.allOf(opening.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done ->
                opening.stream()
                    .<RedisClusterAsyncCommands<byte[], byte[]>>map(one -> one.join().async())
                    .toList());
  }

  /** Returns the command interface of a connection that this client has opened. */
  static RedisClusterAsyncCommands<byte[], byte[]> commands(
      StatefulConnection<byte[], byte[]> connection) {
    return connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster
        ? cluster.async()
        : ((StatefulRedisConnection<byte[], byte[]>) connection).async();
  }

  private List<RedisURI> uris() {
    EngineAddress address = options.address();
    if (address.kind() == EngineAddress.Kind.SENTINEL) {
      RedisURI.Builder builder = RedisURI.builder();
      for (HostAndPort server : address.servers()) {
        builder.withSentinel(
            RedisURI.builder()
                .withHost(server.getHost())
                .withPort(server.getPort())
                .withSsl(address.tls())
                .build());
      }
      return List.of(finished(builder.withSentinelMasterId(address.primaryName())));
    }
    return address.servers().stream()
        .map(
            server ->
                finished(
                    RedisURI.builder()
                        .withHost(server.getHost())
                        .withPort(server.getPort())
                        .withDatabase(address.database())))
        .toList();
  }

  private RedisURI finished(RedisURI.Builder builder) {
    builder.withSsl(options.address().tls()).withTimeout(TIMEOUT).withClientName("jit-peers");
    options
        .passwordFile()
        .ifPresent(
            file ->
                builder.withAuthentication(RedisCredentialsProvider.from(() -> credentials(file))));
    return builder.build();
  }

  private RedisCredentials credentials(Path file) {
    try {
      String password = Files.readString(file).replaceFirst("[\r\n]+$", "");
      return RedisCredentials.just(options.user().orElse(null), password);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the password file " + file, e);
    }
  }

  private ClusterClientOptions clusterOptions() {
    ClusterClientOptions.Builder builder = ClusterClientOptions.builder();
    common(builder);
    return builder
        .topologyRefreshOptions(
            ClusterTopologyRefreshOptions.builder().enablePeriodicRefresh(TOPOLOGY_REFRESH).build())
        .build();
  }

  private <T extends ClientOptions.Builder> T common(T builder) {
    builder
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        // Commands that were sent before the connection was lost are not sent again, because a
        // repeated command to advance a replay mark would be refused as a replay. The futures of
        // such commands fail after the timeout.
        .replayFilter(command -> true)
        .requestQueueSize(MOST_OPEN)
        .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
        .socketOptions(SocketOptions.builder().connectTimeout(TIMEOUT).keepAlive(true).build());
    options
        .caFile()
        .ifPresent(
            file ->
                builder.sslOptions(
                    SslOptions.builder().jdkSslProvider().trustManager(file.toFile()).build()));
    return builder;
  }

  @Override
  public void close() {
    try {
      client.shutdown(0, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      log.warn("the connections to the fleet's engine could not be closed", e);
    } finally {
      var unused = resources.shutdown(0, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
