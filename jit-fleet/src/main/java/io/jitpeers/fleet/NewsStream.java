package io.jitpeers.fleet;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.FleetListener;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends announcements to the other gateways, and receives theirs, through a stream of the engine.
 * After an interruption, a gateway continues to read from the position that it had reached. If the
 * engine has dropped entries after this position, the listener is notified that announcements were
 * missed. Thread-safe.
 */
final class NewsStream implements AutoCloseable {
  /**
   * The approximate number of announcements that the engine keeps. An entry takes about 100 bytes.
   */
  static final int KEPT = 100_000;

  /** How long the stream lives after its latest entry. */
  private static final Duration LIFE = Duration.ofDays(7);

  private static final int BATCH = 256;
  private static final int SENDER_BYTES = 16;

  /**
   * How long a read waits for entries. It is shorter than the time after which Lettuce gives up a
   * command.
   */
  private static final Duration BLOCK = EngineClient.TIMEOUT.dividedBy(2);

  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final String BEGINNING = "0-0";
  private static final News MISSED = new News(News.Kind.MISSED, null, new byte[SENDER_BYTES]);
  private static final Logger log = LoggerFactory.getLogger(NewsStream.class);

  private final EngineConnection writes;
  private final EngineConnection reads;
  private final byte[] name;
  private final Scheduler scheduler;
  private final byte[] sender = new byte[SENDER_BYTES];
  private final FailureLog failures = new FailureLog(log, TimeSource.system());
  private volatile @Nullable FleetListener listener;
  private @Nullable String position;
  private boolean mayHaveMissed;
  private volatile boolean closed;

  /**
   * Creates a stream.
   *
   * @param writes sends announcements
   * @param reads receives announcements; started and closed by this stream
   */
  NewsStream(EngineConnection writes, EngineConnection reads, String prefix, Scheduler scheduler) {
    this.writes = writes;
    this.reads = reads;
    this.name = (prefix + "news").getBytes(StandardCharsets.UTF_8);
    this.scheduler = scheduler;
    new SecureRandom().nextBytes(sender);
  }

  /** Reads the newest entry, to check that this gateway may read the stream. */
  CompletionStage<List<StreamMessage<byte[], byte[]>>> probe(
      RedisClusterAsyncCommands<byte[], byte[]> engine) {
    return engine.xrevrange(name, Range.unbounded(), Limit.from(1));
  }

  /** Sends an announcement to all other gateways. A failure is logged. */
  CompletionStage<?> announce(News.Kind kind, @Nullable PublicKey key) {
    return add(new News(kind, key, sender))
        .whenComplete(
            (id, failure) -> {
              if (failure != null) {
                failures.warn("an announcement to the other gateways was lost", failure);
              }
            });
  }

  /** Announces a revocation to all gateways, including this one. */
  CompletionStage<?> revoke(PublicKey key) {
    return add(new News(News.Kind.REVOKED, key, new byte[SENDER_BYTES]));
  }

  private CompletionStage<?> add(News news) {
    return writes.ask(
        engine ->
            engine
                .xadd(name, XAddArgs.Builder.maxlen(KEPT).approximateTrimming(), news.fields())
                .thenCombine(engine.pexpire(name, LIFE.toMillis()), (entry, existed) -> existed));
  }

  /** Starts to listen. Throws if there is already a listener. */
  synchronized AutoCloseable watch(FleetListener to) {
    if (listener != null) {
      throw new IllegalStateException("the fleet has a listener already");
    }
    listener = to;
    reads.startInBackground();
    step();
    return this;
  }

  /**
   * Takes the next step: finds the position in the stream, checks the position, or waits for
   * entries after it.
   */
  private void step() {
    if (closed) {
      return;
    }
    var unused =
        reads
            .ask(this::next)
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    step();
                  } else {
                    later(failure);
                  }
                });
  }

  private CompletionStage<?> next(RedisClusterAsyncCommands<byte[], byte[]> engine) {
    String from = position;
    if (from == null) {
      return engine.xrevrange(name, Range.unbounded(), Limit.from(1)).thenAccept(this::begin);
    }
    if (mayHaveMissed) {
      return engine
          .xrange(name, Range.unbounded(), Limit.from(1))
          .thenCombine(
              engine.xrevrange(name, Range.unbounded(), Limit.from(1)),
              (first, last) -> check(from, first, last));
    }
    return read(engine, from).thenAccept(this::deliver);
  }

  @SuppressWarnings("unchecked") // An array of one generic type, which Lettuce only reads.
  private CompletionStage<List<StreamMessage<byte[], byte[]>>> read(
      RedisClusterAsyncCommands<byte[], byte[]> engine, String from) {
    return engine.xread(
        XReadArgs.Builder.block(BLOCK).count(BATCH), XReadArgs.StreamOffset.from(name, from));
  }

  private void later(Throwable failure) {
    if (closed) {
      return;
    }
    mayHaveMissed = true;
    if (!(failure instanceof NotConnectedException)) {
      failures.warn("cannot listen to the announcements of the fleet", failure);
    }
    scheduler.schedule(this::step, RETRY);
  }

  /**
   * Starts to read at the end of the stream, and notifies the listener that earlier announcements
   * were missed.
   */
  private void begin(List<StreamMessage<byte[], byte[]>> newest) {
    position = newest.isEmpty() ? BEGINNING : newest.get(0).getId();
    mayHaveMissed = false;
    tell(MISSED);
  }

  /**
   * Returns whether announcements may have been missed; if so, notifies the listener. There are two
   * cases. In the first, the entry at the position was dropped to make room, so later entries may
   * have been dropped too. In the second, the position is an ID greater than that of the newest
   * entry. Then the engine has lost its latest entries, or a server whose clock is behind has taken
   * over and creates smaller IDs, because an ID begins with the server's time.
   */
  private boolean check(
      String from,
      List<StreamMessage<byte[], byte[]>> first,
      List<StreamMessage<byte[], byte[]>> last) {
    String oldest = first.isEmpty() ? BEGINNING : first.get(0).getId();
    String newest = last.isEmpty() ? BEGINNING : last.get(0).getId();
    boolean dropped = StreamIds.compare(oldest, from) > 0 && !from.equals(BEGINNING);
    boolean foreign = StreamIds.compare(newest, from) < 0;
    mayHaveMissed = false;
    if (dropped || foreign) {
      log.info("announcements of the fleet were dropped before this gateway has read them");
      position = foreign ? newest : from;
      tell(MISSED);
    }
    return dropped || foreign;
  }

  private void deliver(@Nullable List<StreamMessage<byte[], byte[]>> entries) {
    if (entries == null) {
      return;
    }
    for (StreamMessage<byte[], byte[]> entry : entries) {
      News news = News.of(entry);
      if (news != null && !news.isFrom(sender)) {
        tell(news);
      }
      position = entry.getId();
    }
    // If the batch was full, later entries may have been dropped while it was read.
    mayHaveMissed = entries.size() == BATCH;
  }

  private void tell(News news) {
    FleetListener to = listener;
    try {
      if (to != null && !closed) {
        news.deliverTo(to);
      }
    } catch (RuntimeException | Error e) {
      failures.record("an announcement of the fleet could not be handled", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    reads.close();
  }
}
