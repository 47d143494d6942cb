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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Follows the locations of peers in a fleet's directory. A location says which gateway has the
 * peer. This class prints each change, and keeps routes current. It reads all locations at the
 * start and after missed changes. It also reads them at intervals, because the directory does not
 * report that a location has expired. Changes are handled on the scheduler's thread in the order in
 * which they arrive, and all waiting changes are handled together. Changes are also handled while
 * all locations are read. If a peer's location changes during that time, this class uses the
 * change, and ignores the location that was read. Thread-safe.
 *
 * <p>If a peer's location is missing when all locations are read, the peer does not yet count as
 * gone. It counts as gone if its location stays missing for at least the time to live of locations.
 * This time is measured from the end of the first reading without the location to the end of a
 * later reading without it. A gateway that still has the peer claims the peer again within this
 * time, because gateways repeat a claim after a third to a half of the time to live.
 */
final class Follower implements DirectoryListener, AutoCloseable {
  /** The number of changes after which routes are written even if more changes wait. */
  private static final int MOST_AT_ONCE = 10_000;

  private final FleetDirectory directory;
  private final PrintStream out;
  private final PrintStream err;
  private final @Nullable PeerRoutes routes;
  private final Runnable unwritable;
  private final Clock clock;
  private final Queue<Runnable> changes = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean handlesSoon = new AtomicBoolean();
  private final AtomicBoolean readSoon = new AtomicBoolean();
  private volatile AutoCloseable watch = () -> {};
  // The following fields are used on the scheduler's thread only.
  private final Map<PublicKey, PeerLocation> known = new LinkedHashMap<>();
  private final Map<PublicKey, Long> missingSince = new HashMap<>();
  private final Set<PublicKey> changedSince = new HashSet<>();
  private final LocationReads reads;
  private boolean printAll;

  /**
   * The scheduler and the clock of a follower, and the interval at which it reads all locations.
   *
   * @param scheduler runs all work, on one thread; not closed by the follower
   * @param time the clock
   * @param every the time from one reading of all locations to the next
   */
  record Clock(Scheduler scheduler, TimeSource time, Duration every) {}

  /**
   * Creates an instance that does nothing until it is started.
   *
   * @param directory the directory with the locations of peers
   * @param out the stream to which changes are printed
   * @param err the stream to which failures are printed
   * @param routes the routes to keep current; null for none
   * @param unwritable called when the changes cannot be printed
   * @param clock the scheduler, the clock, and the interval at which all locations are read
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
    this.reads = new LocationReads(directory, err, clock, new Reader());
  }

  /**
   * Begins to listen. The directory first reports that changes were missed, so this object then
   * reads all locations.
   */
  void start() {
    watch = directory.watch(this);
  }

  private void enqueue(Runnable change) {
    changes.add(change);
    handleSoon();
  }

  private void handleSoon() {
    if (!handlesSoon.getAndSet(true)) {
      var unused = clock.scheduler().schedule(this::handle, Duration.ZERO);
    }
  }

  private void handle() {
    handlesSoon.set(false);
    for (int handled = 0; handled < MOST_AT_ONCE; handled++) {
      Runnable change = changes.poll();
      if (change == null) {
        break;
      }
      change.run();
    }
    if (routes != null) {
      routes.write();
    }
    if (!changes.isEmpty()) {
      handleSoon();
    }
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
            reads.read();
          });
    }
  }

  private void applyLocated(PeerLocation location) {
    print("located " + LocationText.line(location));
    changedSince.add(location.key());
    missingSince.remove(location.key());
    PeerLocation before = known.put(location.key(), location);
    if (routes != null) {
      routes.located(location, before);
    }
  }

  private void applyLeft(PublicKey key, String gateway) {
    changedSince.add(key);
    PeerLocation before = known.get(key);
    // Another gateway may have claimed the peer before this gateway withdrew its location.
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

  private final class Reader implements LocationReads.Receiver {
    @Override
    public void began() {
      changedSince.clear();
    }

    @Override
    public void read(Collection<PeerLocation> locations) {
      handle();
      apply(locations);
      printAll = false;
    }
  }

  private void apply(Collection<PeerLocation> read) {
    Map<PublicKey, PeerLocation> now = new LinkedHashMap<>();
    read.forEach(location -> now.put(location.key(), location));
    for (PeerLocation location : now.values()) {
      if (!changedSince.contains(location.key())) {
        PeerLocation before = known.put(location.key(), location);
        missingSince.remove(location.key());
        if (printAll || before == null || !isSame(before, location)) {
          print("located " + LocationText.line(location));
        }
      }
    }
    for (PeerLocation location : new ArrayList<>(known.values())) {
      PublicKey key = location.key();
      if (!now.containsKey(key) && !changedSince.contains(key) && isMissingForLong(key)) {
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
    return since != null && now - since >= directory.timeToLive().toNanos();
  }

  /**
   * Stops listening. Changes that wait for the scheduler's thread are still handled if the
   * scheduler continues to run.
   */
  @Override
  public void close() {
    try {
      watch.close();
    } catch (Exception e) {
      err.println("listening could not be ended: " + e.getMessage());
    }
  }
}
