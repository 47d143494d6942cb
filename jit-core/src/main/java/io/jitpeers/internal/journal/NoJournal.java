package io.jitpeers.internal.journal;

import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The journal of a gateway without a state directory. It stores nothing. */
enum NoJournal implements PeerJournal {
  INSTANCE;

  @Override
  public void installed(PeerConfig config, @Nullable String validator) {}

  @Override
  public void confirmed(PublicKey key, @Nullable String validator) {}

  @Override
  public void removed(PublicKey key) {}

  @Override
  public Optional<JournalEntry> find(PublicKey key) {
    return Optional.empty();
  }

  @Override
  public void forEach(Consumer<? super JournalEntry> consumer) {}

  @Override
  public int size() {
    return 0;
  }

  @Override
  public boolean flush(Duration limit) {
    return true;
  }

  @Override
  public boolean isHealthy() {
    return true;
  }

  @Override
  public long failures() {
    return 0;
  }

  @Override
  public long dropped() {
    return 0;
  }

  @Override
  public void close() {}
}
