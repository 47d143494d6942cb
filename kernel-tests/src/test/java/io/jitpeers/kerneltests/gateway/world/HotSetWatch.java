package io.jitpeers.kerneltests.gateway.world;

import io.jitpeers.kerneltests.support.WallClock;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads the peers of an interface with wg(8), with pauses of 1.5 s between the readings, and
 * records which peers disappeared and the age of their sessions.
 */
public final class HotSetWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(1_500);

  /**
   * A peer that disappeared.
   *
   * @param key its key
   * @param session the age of its session when the peer was found missing, which is at least the
   *     age at its removal
   */
  public record Departure(PublicKey key, Duration session) {}

  private final WireGuardInterface watched;
  private final List<Departure> departures = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Thread thread;
  private Map<PublicKey, Instant> handshakes = Map.of();
  private volatile boolean closed;

  private HotSetWatch(WireGuardInterface watched) {
    this.watched = watched;
    thread = new Thread(this::run, "hot set watch");
    thread.setDaemon(true);
  }

  /** Starts to watch. */
  public static HotSetWatch start(WireGuardInterface watched) {
    HotSetWatch watch = new HotSetWatch(watched);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      while (!closed) {
        look();
        LockSupport.parkNanos(EVERY.toNanos());
      }
    } catch (RuntimeException | AssertionError e) {
      failure.set(e);
    }
  }

  private synchronized void look() {
    Map<PublicKey, Instant> now = new HashMap<>();
    watched
        .namespace()
        .run("wg", "show", watched.name(), "latest-handshakes")
        .lines()
        .map(line -> line.split("\t"))
        .forEach(
            line ->
                now.put(
                    PublicKey.ofBase64(line[0]), Instant.ofEpochSecond(Long.parseLong(line[1]))));
    Instant seen = WallClock.now();
    handshakes.forEach(
        (key, handshake) -> {
          if (!now.containsKey(key)) {
            departures.add(new Departure(key, Duration.between(handshake, seen)));
          }
        });
    handshakes = now;
  }

  /** Returns the current peers. */
  public synchronized Set<PublicKey> present() {
    look();
    return Set.copyOf(handshakes.keySet());
  }

  /**
   * Returns the peers that have disappeared, in order; a peer that disappeared twice is listed
   * twice.
   */
  public synchronized List<Departure> departures() {
    Throwable failed = failure.get();
    if (failed != null) {
      throw new AssertionError("The watch broke off", failed);
    }
    return List.copyOf(departures);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
