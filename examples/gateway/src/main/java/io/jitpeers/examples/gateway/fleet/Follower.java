package io.jitpeers.examples.gateway.fleet;

import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.FleetDirectory.DirectoryListener;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Follows the locations of a directory: prints each change, and keeps routes current. All locations
 * are read at the start, when changes were missed, and again and again, because neither the end of
 * a location that runs out nor a new endpoint is told. Changes are handled on the scheduler's
 * thread in the order in which they arrive. Thread-safe.
 *
 * <p>A peer that was not read any more counts as gone after half the time that locations live. If
 * only the engine has lost it, its gateway claims it again earlier, at a third of that time.
 */
final class Follower implements DirectoryListener, AutoCloseable {
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final long LIMIT_SECONDS = 60;

  private final FleetDirectory directory;
  private final PrintStream out;
  private final PrintStream err;
  private final @Nullable PeerRoutes routes;
  private final Runnable unwritable;
  private final Clock clock;
  private final AtomicBoolean readSoon = new AtomicBoolean();
  private volatile AutoCloseable watch = () -> {};
  // What follows belongs to the scheduler's thread.
  private final Map<PublicKey, PeerLocation> known = new LinkedHashMap<>();
  private final Map<PublicKey, Long> missingSince = new HashMap<>();
  private Scheduler.Cancellable nextRead = () -> {};
  private boolean printAll;
  private boolean failing;

  /**
   * When things happen.
   *
   * @param scheduler runs everything; one thread; not closed
   * @param time the clock
   * @param every the time from one reading of all locations to the next
   */
  record Clock(Scheduler scheduler, TimeSource time, Duration every) {}

  /**
   * Creates an instance that does nothing until it is started.
   *
   * @param directory the locations
   * @param out receives the changes
   * @param err receives what fails
   * @param routes the routes to keep current; null for none
   * @param unwritable called when the changes cannot be written
   * @param clock when things happen
   */
  Follower(
      FleetDirectory directory,
      PrintStream out,
      PrintStream err,
      @Nullable PeerRoutes routes,
      Runnable unwritable,
      Clock clock) {
    this.directory = directory;
    this.out = out;
    this.err = err;
    this.routes = routes;
    this.unwritable = unwritable;
    this.clock = clock;
  }

  /** Begins to listen. The directory then reports that changes were missed, so all are read. */
  void start() {
    watch = directory.watch(this);
  }

  private void enqueue(Runnable task) {
    var unused = clock.scheduler().schedule(task, Duration.ZERO);
  }

  @Override
  public void located(PeerLocation location) {
    enqueue(() -> applyLocated(location));
  }

  @Override
  public void left(PublicKey key, String gateway) {
    enqueue(() -> applyLeft(key, gateway));
  }

  @Override
  public void missed() {
    if (!readSoon.getAndSet(true)) {
      enqueue(
          () -> {
            readSoon.set(false);
            printAll = true;
            read();
          });
    }
  }

  private void applyLocated(PeerLocation location) {
    print("located " + LocationText.line(location));
    missingSince.remove(location.key());
    PeerLocation before = known.put(location.key(), location);
    if (routes != null) {
      routes.located(location, before);
    }
  }

  private void applyLeft(PublicKey key, String gateway) {
    PeerLocation before = known.get(key);
    // Another gateway may have claimed the peer before this one took its location back.
    if (before != null && before.gateway().equals(gateway)) {
      forget(before);
      if (routes != null) {
        routes.left(before);
      }
    }
  }

  private void forget(PeerLocation location) {
    known.remove(location.key());
    missingSince.remove(location.key());
    print("left " + location.key().toBase64() + " " + location.gateway());
  }

  private void print(String line) {
    out.println(line);
    if (out.checkError()) {
      unwritable.run();
    }
  }

  private void read() {
    nextRead.cancel();
    Duration pause = RETRY;
    try {
      Queue<PeerLocation> read = new ConcurrentLinkedQueue<>();
      var unused =
          directory.visit(read::add).toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (failing) {
        err.println("the locations can be read again");
      }
      failing = false;
      apply(read);
      printAll = false;
      pause = clock.every();
    } catch (TimeoutException e) {
      failed("no answer within " + LIMIT_SECONDS + " s");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      failed(String.valueOf(cause == null ? e : cause.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    nextRead = clock.scheduler().schedule(this::read, pause);
  }

  private void failed(String why) {
    if (!failing) {
      err.println("the locations cannot be read, which is tried again each second: " + why);
    }
    failing = true;
  }

  private void apply(Collection<PeerLocation> read) {
    Map<PublicKey, PeerLocation> now = new LinkedHashMap<>();
    read.forEach(location -> now.put(location.key(), location));
    for (PeerLocation location : now.values()) {
      PeerLocation before = known.put(location.key(), location);
      missingSince.remove(location.key());
      if (printAll || before == null || !isSame(before, location)) {
        print("located " + LocationText.line(location));
      }
    }
    for (PeerLocation location : new ArrayList<>(known.values())) {
      if (!now.containsKey(location.key()) && isMissingForLong(location.key())) {
        forget(location);
      }
    }
    if (routes != null) {
      routes.synchronize(known.values());
    }
  }

  private static boolean isSame(PeerLocation before, PeerLocation now) {
    return LocationText.line(before).equals(LocationText.line(now));
  }

  private boolean isMissingForLong(PublicKey key) {
    long now = clock.time().nanoTime();
    Long since = missingSince.putIfAbsent(key, now);
    return since != null && now - since >= directory.timeToLive().toNanos() / 2;
  }

  /** Ends listening. What waits on the scheduler's thread is still handled, if that goes on. */
  @Override
  public void close() {
    try {
      watch.close();
    } catch (Exception e) {
      err.println("listening could not be ended: " + e.getMessage());
    }
  }
}
