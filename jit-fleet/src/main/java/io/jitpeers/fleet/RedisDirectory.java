package io.jitpeers.fleet;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the locations of peers in the engine (Valkey or Redis). A location is the record of which
 * gateway has a peer's session. Each change of a location is made by one run of a Lua script in the
 * engine. Index entries map allowed IPs and endpoints to the public keys of peers. An index entry
 * counts only if the location of its public key contains the allowed IP or the endpoint.
 * Thread-safe.
 */
final class RedisDirectory implements FleetDirectory, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RedisDirectory.class);

  private final EngineConnection connection;
  private final Duration keep;
  private final Supplier<EngineClient> client;
  private final EngineAddress address;
  private final Scheduler scheduler;
  private final LocationNames names;
  private final LocationClaims claims;
  private final LocationReads reads;
  private final FailureLog failures = new FailureLog(log, TimeSource.system());
  private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();

  /**
   * Creates a directory.
   *
   * @param connection sends commands to the engine; not closed
   * @param client opens connections that listen to channels; not closed
   */
  RedisDirectory(
      EngineConnection connection,
      Supplier<EngineClient> client,
      RedisFleetOptions options,
      Scheduler scheduler) {
    this.connection = connection;
    this.keep = options.keepLocations();
    this.client = client;
    this.address = options.address();
    this.scheduler = scheduler;
    this.names = new LocationNames(options.prefix());
    this.reads = new LocationReads(names, failures);
    this.claims = new LocationClaims(names, reads, options.keepLocations(), failures);
  }

  @Override
  public Duration timeToLive() {
    return keep;
  }

  @Override
  public CompletionStage<Claim> claim(PeerLocation location, Duration sinceHandshake) {
    try {
      byte[] record = LocationCodec.encode(location);
      return connection.ask(engine -> claims.claim(engine, location, record, sinceHandshake));
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletionStage<Boolean> release(PublicKey key, String gateway) {
    return connection.ask(engine -> claims.release(engine, key, gateway));
  }

  @Override
  public CompletionStage<Optional<PeerLocation>> locate(PublicKey key) {
    return connection.ask(engine -> reads.read(engine, key));
  }

  @Override
  public CompletionStage<Optional<PeerLocation>> locate(InetAddress inside) {
    IpPrefix prefix = IpPrefix.ofAddress(ByteBuffer.wrap(inside.getAddress()));
    return connection.ask(engine -> reads.longest(engine, prefix));
  }

  @Override
  public CompletionStage<Optional<PeerLocation>> locateEndpoint(InetSocketAddress endpoint) {
    if (endpoint.isUnresolved()) {
      throw new IllegalArgumentException("the endpoint " + endpoint + " is not resolved");
    }
    return connection.ask(engine -> reads.ofEndpoint(engine, endpoint));
  }

  @Override
  public CompletionStage<@Nullable Void> visit(Consumer<PeerLocation> visitor) {
    return connection.ask(
        engine ->
            new LocationVisit(
                    names,
                    keys ->
                        reads
                            .readAll(engine, keys)
                            .thenAccept(found -> found.values().forEach(visitor)))
                .of(engine));
  }

  @Override
  public AutoCloseable watch(DirectoryListener listener) {
    return listen(
        names.locatedChannel(),
        new Subscription.Listener(
            listener::missed, text -> read(text).ifPresent(news -> news.deliverTo(listener))));
  }

  @Override
  public AutoCloseable watchMoves(String gateway, MoveListener listener) {
    return listen(
        names.movedChannel(PeerLocation.requireName(gateway)),
        new Subscription.Listener(
            listener::missed,
            text -> read(text).map(LocationNews::location).ifPresent(listener::moved)));
  }

  private Optional<LocationNews> read(byte[] message) {
    LocationNews news = LocationNews.of(message);
    if (news == null) {
      failures.warn("ignores a message of {} bytes that is not about a location", message.length);
    }
    return Optional.ofNullable(news);
  }

  private AutoCloseable listen(byte[] channel, Subscription.Listener listener) {
    Subscription subscription = new Subscription(client, address, scheduler, channel, listener);
    subscriptions.add(subscription);
    subscription.startInBackground();
    return () -> {
      subscriptions.remove(subscription);
      subscription.close();
    };
  }

  /**
   * Checks that the engine accepts all commands that locations need, except the commands that
   * listen to channels.
   */
  CompletionStage<Object> probe(RedisClusterAsyncCommands<byte[], byte[]> engine) {
    return claims
        .probe(engine)
        .thenCombine(engine.mget(names.probe()), (changed, read) -> read)
        .thenCombine(
            EngineClient.primaries(engine)
                .thenCompose(primaries -> primaries.get(0).scan(ScanArgs.Builder.limit(1))),
            (read, scanned) -> scanned);
  }

  /**
   * Checks that this gateway may listen to channels. Waits for at most 3 s.
   *
   * @throws java.io.UncheckedIOException if the engine does not permit listening
   */
  void requireListening() {
    try (Subscription subscription =
        new Subscription(
            client,
            address,
            scheduler,
            names.probeChannel(),
            new Subscription.Listener(() -> {}, text -> {}))) {
      subscription.start();
    }
  }

  /** Returns whether the subscriptions of all listeners are open. */
  boolean isListening() {
    return subscriptions.stream().allMatch(Subscription::isOpen);
  }

  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
  }
}
