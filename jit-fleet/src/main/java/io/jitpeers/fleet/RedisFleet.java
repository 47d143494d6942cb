package io.jitpeers.fleet;

import com.google.common.base.Suppliers;
import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.FleetListener;
import io.jitpeers.spi.SharedReplayMarks;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PublicKey;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A fleet that keeps its shared data in Valkey or Redis. The engine is one server, a primary that
 * Sentinel watches, or a cluster. Supported versions are Redis 6.2, Valkey 7.2, and newer ones. All
 * keys that the fleet writes to the engine begin with the prefix from the options and have a time
 * to live.
 *
 * <p>While there is no connection, each request fails at once, and the fleet reconnects in the
 * background. A command that was interrupted by the loss of the connection is not repeated
 * automatically. Thread-safe.
 */
public final class RedisFleet implements Fleet {
  private final RedisFleetOptions options;
  private final Supplier<EngineClient> client;
  private final Scheduler scheduler = Scheduler.singleThread("jit-fleet");
  private final EngineConnection connection;
  private final RedisReplayMarks marks;
  private final NewsStream news;
  private final RedisDirectory directory;
  private volatile boolean started;
  private volatile boolean locates;

  /**
   * Creates a fleet that connects when it is {@linkplain #start started}.
   *
   * @param options the engine's address, and how to use the engine
   */
  public RedisFleet(RedisFleetOptions options) {
    this.options = options;
    this.client = Suppliers.memoize(() -> new EngineClient(options));
    EngineAddress address = options.address();
    EngineConnection.Opener opener = () -> client.get().connect();
    this.connection = new EngineConnection(opener, address, scheduler, this::probe);
    this.marks = new RedisReplayMarks(connection, options);
    // Reading has its own connection, because a read waits for entries and would delay other
    // answers.
    EngineConnection reads = new EngineConnection(opener, address, scheduler, this::readProbe);
    this.news = new NewsStream(connection, reads, options.prefix(), scheduler);
    this.directory = new RedisDirectory(connection, client, options, scheduler);
  }

  /**
   * Connects to the engine. Waits for a few seconds at most. If the engine cannot be reached, the
   * fleet connects in the background.
   *
   * @throws UncheckedIOException if the password file or the file of certificate authorities cannot
   *     be read, or if the engine refuses the user, the password, the database or a command that is
   *     needed
   * @throws IllegalStateException if the manifest of Lettuce's jar states a version older than 6.8
   */
  @Override
  public void start() {
    LettuceRelease.check();
    options.passwordFile().ifPresent(file -> requireReadable("password file", file));
    options.caFile().ifPresent(file -> requireReadable("file of certificates", file));
    started = true;
    connection.start();
    if (locates && connection.isReachable()) {
      directory.requireListening();
    }
  }

  private CompletionStage<Object> probe(RedisClusterAsyncCommands<byte[], byte[]> engine) {
    CompletionStage<Object> probed =
        marks.probe(engine).thenCombine(news.probe(engine), (advanced, read) -> read);
    return locates ? probed.thenCombine(directory.probe(engine), (read, done) -> done) : probed;
  }

  private CompletionStage<Object> readProbe(RedisClusterAsyncCommands<byte[], byte[]> engine) {
    return news.probe(engine).thenApply(read -> read);
  }

  private static void requireReadable(String what, Path file) {
    if (!Files.isReadable(file)) {
      throw new UncheckedIOException(
          new IOException("the " + what + " " + file + " of the fleet cannot be read"));
    }
  }

  @Override
  public SharedReplayMarks replayMarks() {
    return marks;
  }

  /**
   * Returns the directory of the peers' locations. From the first call on, this fleet also needs
   * the engine's permissions for locations. If a permission is missing, {@link #start} fails. If
   * the fleet is already started at the first call, a missing permission makes the engine count as
   * unreachable.
   *
   * @return the directory, which records which gateway has each peer's session
   */
  @Override
  public FleetDirectory directory() {
    locates = true;
    return directory;
  }

  @Override
  public AutoCloseable watch(FleetListener listener) {
    return news.watch(listener);
  }

  @Override
  public void announceChange(PublicKey key) {
    var unused = news.announce(News.Kind.CHANGED, key);
  }

  @Override
  public void announceMissed() {
    var unused = news.announce(News.Kind.MISSED, null);
  }

  /**
   * Revokes a peer: every gateway of the fleet that has a listener ({@link #watch}) removes the
   * peer at once, and asks the control plane again when the peer sends another initiation. This
   * gateway does the same if it has a listener.
   *
   * @param key the peer
   * @return a stage that completes when the engine has recorded the revocation
   */
  public CompletionStage<?> revoke(PublicKey key) {
    return news.revoke(key);
  }

  @Override
  public boolean isReachable() {
    return connection.isReachable() && directory.isListening();
  }

  @Override
  public void close() {
    news.close();
    directory.close();
    connection.close();
    scheduler.close();
    if (started || locates) {
      client.get().close();
    }
  }
}
