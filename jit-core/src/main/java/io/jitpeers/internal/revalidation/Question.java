package io.jitpeers.internal.revalidation;

import io.jitpeers.spi.PeerLookup;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A peer that the control plane is being asked about: one at a time for each key. Mutable fields
 * that are not volatile are guarded by the lock of {@link Revalidation}.
 */
final class Question {
  final PublicKey key;

  /** When the peer's answer ended, on the time source. */
  final long since;

  /** Whether a client waits for the answer. */
  final boolean urgent;

  /**
   * Whether the control plane said once that it knows no such peer. Used by one thread at a time.
   */
  volatile boolean second;

  /** Whether the peer was installed meanwhile with a config that is newer than the answer. */
  boolean superseded;

  /** Whether there was a hint meanwhile, so that the answer may be older than the change. */
  boolean hinted;

  /** Whether the holders of allowed IPs that the peer wants were asked about because of it. */
  volatile boolean holdersAsked;

  /** Who waits until this is settled. */
  final List<CompletableFuture<Boolean>> waiters = new ArrayList<>(0);

  /** Who waits for an answer that is asked for after this one. */
  final List<CompletableFuture<Boolean>> waitersForNext = new ArrayList<>(0);

  volatile @Nullable CompletableFuture<PeerLookup> lookup;

  Question(PublicKey key, long since, boolean urgent) {
    this.key = key;
    this.since = since;
    this.urgent = urgent;
  }
}
