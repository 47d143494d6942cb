package io.jitpeers.internal.eviction;

import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Answers lookups at once, unless the test makes it fail or hang. */
final class FakeControlPlane implements PeerConfigSource, ControlPlaneHealth {
  private final Map<PublicKey, PeerConfig> known = new HashMap<>();
  private final List<PublicKey> asked = new ArrayList<>();
  private final List<CompletableFuture<PeerLookup>> hanging = new ArrayList<>();
  private @Nullable Throwable failure;
  private @Nullable RuntimeException thrown;
  private boolean hang;
  private boolean reachable = true;

  void knows(PeerConfig config) {
    known.put(config.publicKey(), config);
  }

  void answersWith(PublicKey asked, PeerConfig config) {
    known.put(asked, config);
  }

  void failsWith(@Nullable Throwable cause) {
    failure = cause;
  }

  void throwsAtOnce(RuntimeException exception) {
    thrown = exception;
  }

  void hangs(boolean value) {
    hang = value;
  }

  void seemsReachable(boolean value) {
    reachable = value;
  }

  List<PublicKey> asked() {
    return asked;
  }

  List<CompletableFuture<PeerLookup>> hanging() {
    return hanging;
  }

  @Override
  public boolean answeredWithin(Duration age) {
    return reachable;
  }

  @Override
  public CompletionStage<PeerLookup> lookup(PeerQuery query) {
    PublicKey key = query.key();
    asked.add(key);
    if (thrown != null) {
      throw thrown;
    }
    if (hang) {
      CompletableFuture<PeerLookup> future = new CompletableFuture<>();
      hanging.add(future);
      return future;
    }
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    PeerConfig config = known.get(key);
    return CompletableFuture.completedFuture(
        config == null
            ? PeerLookup.notFound(Duration.ZERO)
            : PeerLookup.found(config, Freshness.NONE));
  }
}
