package io.jitpeers.internal.watch;

import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A replay memory whose calls are timed. Thread-safe if the memory is. */
public final class WatchedReplayMemory implements ReplayMemory {
  private final ReplayMemory memory;
  private final Party party;

  public WatchedReplayMemory(ReplayMemory memory, CallWatch watch) {
    this.memory = memory;
    this.party =
        watch.party(
            "the replay memory " + memory.getClass().getName(),
            "initiations that are to be opened wait for it");
  }

  @Override
  public CompletionStage<Boolean> advance(PublicKey key, Tai64n timestamp) {
    return party.timed("record a timestamp", () -> memory.advance(key, timestamp));
  }

  @Override
  public CompletionStage<ReplayVerdict> judge(PublicKey key, Tai64n timestamp) {
    return party.timed("judge a timestamp", () -> memory.judge(key, timestamp));
  }

  @Override
  public void protect(PublicKey key) {
    Party.Call call = party.begin("protect a key");
    try {
      memory.protect(key);
    } finally {
      boolean unused = call.end();
    }
  }

  @Override
  public boolean isProtected(PublicKey key) {
    return memory.isProtected(key);
  }

  @Override
  public Optional<Tai64n> newest(PublicKey key) {
    return party.timed("tell a key's newest timestamp", () -> memory.newest(key));
  }

  @Override
  public CompletionStage<Boolean> forget(PublicKey key) {
    return party.timed("forget a key", () -> memory.forget(key));
  }

  @Override
  public CompletionStage<Boolean> epoch(PublicKey key, long epoch) {
    return party.timed("record an epoch", () -> memory.epoch(key, epoch));
  }

  @Override
  public long size() {
    return memory.size();
  }

  @Override
  public long forgotten() {
    return memory.forgotten();
  }

  @Override
  public void close() {
    memory.close();
  }
}
