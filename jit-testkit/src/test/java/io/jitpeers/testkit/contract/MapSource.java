package io.jitpeers.testkit.contract;

import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A source of fixed answers, as an application may write it in a few lines. */
class MapSource implements PeerConfigSource {
  private final Map<PublicKey, PeerConfig> peers;

  MapSource(Map<PublicKey, PeerConfig> peers) {
    this.peers = Map.copyOf(peers);
  }

  @Override
  public CompletionStage<PeerLookup> lookup(PeerQuery query) {
    return CompletableFuture.completedFuture(answer(query));
  }

  PeerLookup answer(PeerQuery query) {
    PeerConfig config = peers.get(query.key());
    return config == null
        ? PeerLookup.notFound(Duration.ofMinutes(1))
        : PeerLookup.found(config, Freshness.NONE);
  }
}
