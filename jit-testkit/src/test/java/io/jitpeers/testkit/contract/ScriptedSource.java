package io.jitpeers.testkit.contract;

import io.jitpeers.spi.ChangeListener;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A source with its control plane in it, which keeps the contract. For one thread. */
class ScriptedSource implements PeerConfigSource {
  final Map<PublicKey, PeerConfig> known = new HashMap<>();
  final Set<PublicKey> failing = new HashSet<>();
  final Set<PublicKey> silent = new HashSet<>();
  final Map<PublicKey, CompletableFuture<PeerLookup>> pending = new HashMap<>();
  final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();
  boolean closed;

  @Override
  public CompletionStage<PeerLookup> lookup(PeerQuery query) {
    if (closed || failing.contains(query.key())) {
      return CompletableFuture.failedFuture(unavailable());
    }
    if (silent.contains(query.key())) {
      CompletableFuture<PeerLookup> open = new CompletableFuture<>();
      pending.put(query.key(), open);
      return open;
    }
    return CompletableFuture.completedFuture(answer(query));
  }

  PeerLookup answer(PeerQuery query) {
    PeerConfig config = known.get(query.key());
    if (config == null) {
      return PeerLookup.notFound(Duration.ZERO);
    }
    String validator = "v" + config.hashCode();
    return query.validator().filter(validator::equals).isPresent()
        ? PeerLookup.notModified(Freshness.NONE, validator)
        : PeerLookup.found(config, Freshness.NONE, validator);
  }

  static LookupException unavailable() {
    return new LookupException(LookupException.Reason.UNAVAILABLE, "on purpose");
  }

  /** Has the control plane know a peer. */
  void know(PeerConfig config) {
    failing.remove(config.publicKey());
    known.put(config.publicKey(), config);
  }

  /** Has the control plane announce a change. */
  void announce(PublicKey key) {
    for (ChangeListener listener : listeners) {
      try {
        listener.changed(key);
      } catch (RuntimeException e) {
        // A listener's failure is its own.
      }
    }
  }

  @Override
  public AutoCloseable watch(ChangeListener listener) {
    if (closed) {
      return () -> {};
    }
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void close() {
    closed = true;
    listeners.clear();
    pending.values().forEach(open -> open.completeExceptionally(unavailable()));
  }
}
