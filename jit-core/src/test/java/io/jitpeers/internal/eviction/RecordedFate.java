package io.jitpeers.internal.eviction;

import io.jitpeers.spi.PeerLookup;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Records which found peers were taken over. A config of another key breaks a rule. */
final class RecordedFate implements FoundPeersFate {
  final List<PublicKey> adopted = new ArrayList<>();
  final List<PublicKey> unknown = new ArrayList<>();

  final Set<PublicKey> ours = new HashSet<>();

  @Override
  public boolean recognize(PublicKey key) {
    return ours.contains(key);
  }

  @Override
  public @Nullable String violation(PublicKey key, PeerConfig config) {
    return config.publicKey().equals(key) ? null : "config of another key";
  }

  @Override
  public void adopted(PublicKey key, PeerLookup.Found answer) {
    adopted.add(key);
  }

  @Override
  public void unknown(PublicKey key) {
    unknown.add(key);
  }
}
