package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A store that wraps another one and checks the calls: no peer loses an allowed IP to another, and
 * no peer of another program is changed or removed. It also records what listings showed.
 */
final class WatchedDevice implements PeerStore {
  /** Descriptions of what went wrong. */
  final List<String> wrong = new ArrayList<>();

  /** The latest handshakes of peers, as listings showed them. */
  final Map<PublicKey, Instant> listedHandshakes = new HashMap<>();

  private final PeerStore real;
  private final Set<PublicKey> foreign = new HashSet<>();
  private Predicate<PublicKey> believed = key -> false;
  private Predicate<PublicKey> hidden = key -> false;

  WatchedDevice(PeerStore real) {
    this.real = real;
  }

  /** Sets which peers the gateway believes to be resident; only those must not lose allowed IPs. */
  void believing(Predicate<PublicKey> resident) {
    believed = resident;
  }

  /** Sets which peers a store in front of this one hides from listings. */
  void hiding(Predicate<PublicKey> kept) {
    hidden = kept;
  }

  /** Adds another program's peers. */
  void addForeign(List<PeerConfig> peers) throws StoreException {
    assertThat(real.install(peers).failures()).isEmpty();
    peers.forEach(peer -> foreign.add(peer.publicKey()));
  }

  private Map<PublicKey, Set<IpPrefix>> allowedIps() throws StoreException {
    Map<PublicKey, Set<IpPrefix>> held = new HashMap<>();
    real.list(status -> held.put(status.publicKey(), Set.copyOf(status.allowedIps())));
    return held;
  }

  private void compare(
      String what, Map<PublicKey, Set<IpPrefix>> before, Collection<PublicKey> meant)
      throws StoreException {
    Map<PublicKey, Set<IpPrefix>> after = allowedIps();
    before.forEach(
        (key, held) -> {
          boolean same = held.equals(after.get(key));
          if (!same && !meant.contains(key) && believed.test(key)) {
            wrong.add(what + " of " + meant + " took allowed IPs of " + key);
          }
        });
    meant.stream()
        .filter(foreign::contains)
        .forEach(key -> wrong.add(what + " of another program's peer " + key));
  }

  @Override
  public Device device() throws StoreException {
    return real.device();
  }

  @Override
  public BatchResult install(Collection<PeerConfig> peers) throws StoreException {
    Map<PublicKey, Set<IpPrefix>> before = allowedIps();
    BatchResult result = real.install(peers);
    compare("an install", before, peers.stream().map(PeerConfig::publicKey).toList());
    return result;
  }

  @Override
  public BatchResult update(Collection<PeerUpdate> updates) throws StoreException {
    Map<PublicKey, Set<IpPrefix>> before = allowedIps();
    BatchResult result = real.update(updates);
    compare("an update", before, updates.stream().map(PeerUpdate::key).toList());
    return result;
  }

  @Override
  public BatchResult remove(Collection<PublicKey> keys) throws StoreException {
    Map<PublicKey, Set<IpPrefix>> before = allowedIps();
    BatchResult result = real.remove(keys);
    compare("a removal", before, keys);
    return result;
  }

  @Override
  public ListingResult list(Consumer<? super PeerStatus> consumer) throws StoreException {
    return real.list(
        status -> {
          if (!hidden.test(status.publicKey())) {
            note(status);
          }
          consumer.accept(status);
        });
  }

  private void note(PeerStatus status) {
    if (status.latestHandshake() == null) {
      listedHandshakes.remove(status.publicKey());
    } else {
      listedHandshakes.put(status.publicKey(), status.latestHandshake());
    }
  }

  @Override
  public void watchDevice(Runnable onChange) {
    real.watchDevice(onChange);
  }

  @Override
  public void close() {
    real.close();
  }
}
