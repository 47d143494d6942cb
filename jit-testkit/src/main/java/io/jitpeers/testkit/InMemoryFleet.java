package io.jitpeers.testkit;

import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.FleetListener;
import io.jitpeers.spi.SharedReplayMarks;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A fleet of gateways within this process, for tests. It simulates the engine, that is, the
 * database server (Valkey or Redis) through which the gateways of a real fleet share data. Each
 * orchestrator gets {@linkplain #member a member} of its own. Replay marks never expire. An
 * announcement is delivered on the thread that makes the announcement. Thread-safe.
 */
public final class InMemoryFleet {
  private final InMemoryReplayMarks marks;
  private final InMemoryDirectory directory;
  private final Map<Fleet, FleetListener> listeners = new ConcurrentHashMap<>();
  private volatile boolean reachable = true;

  /** Creates a fleet without any data. The simulated engine uses the system's clock. */
  public InMemoryFleet() {
    this(TimeSource.system());
  }

  /**
   * Creates a fleet without any data.
   *
   * @param time the clock of the simulated engine (the fleet's database server)
   */
  public InMemoryFleet(TimeSource time) {
    marks = new InMemoryReplayMarks(time);
    directory = new InMemoryDirectory(this::isReachable, time);
  }

  /**
   * Sets whether the simulated engine (the fleet's database server) is reachable. When the engine
   * becomes reachable again, the listeners of the directory are notified that they may have missed
   * changes.
   *
   * @param value whether requests are answered and announcements are delivered; if false, requests
   *     fail at once, and announcements are lost
   */
  public void reachable(boolean value) {
    boolean back = value && !reachable;
    reachable = value;
    if (back) {
      directory.missed();
    }
  }

  /**
   * Revokes a peer, as an operator does: announces the revocation to all members.
   *
   * @param key the peer's static public key
   */
  public void revoke(PublicKey key) {
    announce(null, listener -> listener.revoked(key));
  }

  /**
   * Returns the directory, which records which gateway has each peer's session. A record never
   * expires. It stays until its gateway releases the peer or another gateway claims the peer.
   *
   * @return the directory of this fleet
   */
  public FleetDirectory directory() {
    return directory;
  }

  /** {@return a new view of this fleet, for one orchestrator} */
  public Fleet member() {
    return new Member();
  }

  private boolean isReachable() {
    return reachable;
  }

  private void announce(@Nullable Fleet from, Consumer<FleetListener> news) {
    if (reachable) {
      listeners.forEach(
          (member, listener) -> {
            if (member != from) {
              news.accept(listener);
            }
          });
    }
  }

  private final class Member implements Fleet {
    @Override
    public SharedReplayMarks replayMarks() {
      return new UnreliableReplayMarks(marks, () -> reachable);
    }

    @Override
    public FleetDirectory directory() {
      return directory;
    }

    @Override
    public AutoCloseable watch(FleetListener listener) {
      listeners.put(this, listener);
      return () -> listeners.remove(this);
    }

    @Override
    public void announceChange(PublicKey key) {
      announce(this, listener -> listener.changed(key));
    }

    @Override
    public void announceMissed() {
      announce(this, FleetListener::missed);
    }

    @Override
    public boolean isReachable() {
      return reachable;
    }

    @Override
    public void close() {
      listeners.remove(this);
    }
  }
}
