package io.jitpeers.internal.warmup;

import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A config source that knows every key, and gives each an address of its own. Its lookups return at
 * once, so the pipeline calls it on the thread that begins the lookup. Thread-safe.
 */
final class MadeConfigs implements PeerConfigSource {
  private static final Freshness FRESH = Freshness.of(Duration.ofMinutes(1));

  // A key keeps its address. In a long rehearsal, the pipeline revalidates its first clients, and a
  // client that moved to the address of another one would be a conflict.
  private final Map<PublicKey, PeerLookup> answers = new ConcurrentHashMap<>();
  private final AtomicInteger addresses = new AtomicInteger();

  @Override
  public CompletionStage<PeerLookup> lookup(PeerQuery query) {
    return CompletableFuture.completedFuture(answers.computeIfAbsent(query.key(), this::found));
  }

  private PeerLookup found(PublicKey key) {
    PeerConfig config =
        PeerConfig.builder(key)
            .allowedIp(IpPrefix.masked(Rehearsal.address(10, addresses.incrementAndGet()), 32))
            .build();
    return PeerLookup.found(config, FRESH);
  }

  @Override
  public boolean returnsAtOnce() {
    return true;
  }
}
