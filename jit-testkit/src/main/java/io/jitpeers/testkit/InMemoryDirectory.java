package io.jitpeers.testkit;

import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of an {@link InMemoryFleet}. It records the {@linkplain PeerLocation location} of
 * each peer, that is, which gateway has the peer's session. Locations do not expire. Listeners are
 * called on the thread that makes a change. Thread-safe.
 */
final class InMemoryDirectory implements FleetDirectory {
  private static final Logger log = LoggerFactory.getLogger(InMemoryDirectory.class);

  private final BooleanSupplier reachable;
  private final TimeSource time;
  private final Map<PublicKey, PeerLocation> locations = new HashMap<>();
  // When the handshake of each location completed, in nanoseconds of the monotonic clock.
  private final Map<PublicKey, Long> handshakes = new HashMap<>();
  private final List<DirectoryListener> listeners = new CopyOnWriteArrayList<>();
  private final List<Moves> moves = new CopyOnWriteArrayList<>();

  private record Moves(String gateway, MoveListener listener) {}

  InMemoryDirectory(BooleanSupplier reachable, TimeSource time) {
    this.reachable = reachable;
    this.time = time;
  }

  private <T> CompletionStage<T> answer(Supplier<T> question) {
    return reachable.getAsBoolean()
        ? CompletableFuture.completedFuture(question.get())
        : CompletableFuture.failedFuture(new IOException("the engine is not reachable"));
  }

  @Override
  public CompletionStage<Claim> claim(PeerLocation location, Duration sinceHandshake) {
    return answer(() -> claimed(location, time.nanoTime() - sinceHandshake.toNanos()));
  }

  private Claim claimed(PeerLocation location, long handshake) {
    PublicKey key = location.key();
    PeerLocation before;
    synchronized (locations) {
      before = locations.get(key);
      if (before != null
          && !before.gateway().equals(location.gateway())
          && !isAfter(location.timestamp(), before.timestamp())) {
        long since = time.nanoTime() - handshakes.getOrDefault(key, handshake);
        return Claim.refused(before, Duration.ofSeconds(Duration.ofNanos(since).toSeconds()));
      }
      handshakes.put(key, handshake);
      locations.put(key, location);
      if (before != null && before.gateway().equals(location.gateway())) {
        locations.put(key, newer(location, before.timestamp()));
      }
    }
    if (before != null && before.gateway().equals(location.gateway())) {
      if (!Objects.equals(before.endpoint(), location.endpoint())
          || !before.allowedIps().equals(location.allowedIps())) {
        tellAll(listener -> listener.located(location));
      }
      return Claim.accepted(null);
    }
    tellAll(listener -> listener.located(location));
    if (before != null) {
      String loser = before.gateway();
      moves.stream()
          .filter(watch -> watch.gateway().equals(loser))
          .forEach(watch -> tell(() -> watch.listener().moved(location)));
    }
    return Claim.accepted(before);
  }

  /** Reports to all listeners that they may have missed changes. */
  void missed() {
    tellAll(DirectoryListener::missed);
    moves.forEach(watch -> tell(watch.listener()::missed));
  }

  private void tellAll(Consumer<DirectoryListener> news) {
    listeners.forEach(listener -> tell(() -> news.accept(listener)));
  }

  private void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException | Error e) {
      log.error("a listener to locations failed", e);
    }
  }

  private static boolean isAfter(@Nullable Tai64n timestamp, @Nullable Tai64n other) {
    return timestamp != null && (other == null || timestamp.isAfter(other));
  }

  private static PeerLocation newer(PeerLocation location, @Nullable Tai64n before) {
    return new PeerLocation(
        location.key(),
        location.gateway(),
        isAfter(location.timestamp(), before) ? location.timestamp() : before,
        location.endpoint(),
        location.allowedIps());
  }

  @Override
  public CompletionStage<Boolean> release(PublicKey key, String gateway) {
    return answer(
        () -> {
          synchronized (locations) {
            PeerLocation before = locations.get(key);
            if (before == null || !before.gateway().equals(gateway)) {
              return false;
            }
            locations.remove(key);
          }
          tellAll(listener -> listener.left(key, gateway));
          return true;
        });
  }

  private Stream<PeerLocation> all() {
    synchronized (locations) {
      return new ArrayList<>(locations.values()).stream();
    }
  }

  private CompletionStage<Optional<PeerLocation>> find(Predicate<PeerLocation> wanted) {
    return answer(() -> all().filter(wanted).findFirst());
  }

  @Override
  public CompletionStage<Optional<PeerLocation>> locate(PublicKey key) {
    return find(location -> location.key().equals(key));
  }

  @Override
  public CompletionStage<Optional<PeerLocation>> locate(InetAddress address) {
    IpPrefix inside = IpPrefix.ofAddress(ByteBuffer.wrap(address.getAddress()));
    return answer(
        () ->
            all()
                .filter(location -> longest(location, inside) >= 0)
                .max(Comparator.comparingInt(location -> longest(location, inside))));
  }

  /**
   * Returns the prefix length of the longest allowed IP that contains an address; -1 if no allowed
   * IP contains the address.
   */
  private static int longest(PeerLocation location, IpPrefix address) {
    return location.allowedIps().stream()
        .filter(prefix -> prefix.contains(address))
        .mapToInt(IpPrefix::length)
        .max()
        .orElse(-1);
  }

  @Override
  public CompletionStage<Optional<PeerLocation>> locateEndpoint(InetSocketAddress endpoint) {
    return find(location -> endpoint.equals(location.endpoint()));
  }

  @Override
  public CompletionStage<@Nullable Void> visit(Consumer<PeerLocation> visitor) {
    return answer(() -> all()).thenAccept(found -> found.forEach(visitor));
  }

  @Override
  public AutoCloseable watch(DirectoryListener listener) {
    // Both steps are done under the lock, so that no change occurs between them.
    synchronized (locations) {
      tell(listener::missed);
      listeners.add(listener);
    }
    return () -> listeners.remove(listener);
  }

  @Override
  public AutoCloseable watchMoves(String gateway, MoveListener listener) {
    Moves watch = new Moves(gateway, listener);
    moves.add(watch);
    return () -> moves.remove(watch);
  }
}
