package io.jitpeers.eviction;

import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.testkit.FakeResidentPeer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a resident peer for tests of policies: established an hour ago and idle for a minute. */
final class PolicyPeers {
  private final int number;
  private PeerState state = PeerState.ESTABLISHED;
  private PeerOrigin origin = PeerOrigin.PROVISIONED;
  private boolean pinned;
  private Duration sinceInstalled = Duration.ofHours(1);
  private @Nullable Duration sinceHandshake = Duration.ofHours(1);
  private Duration idle = Duration.ofMinutes(1);
  private @Nullable Duration untilExpiry;

  private PolicyPeers(int number) {
    this.number = number;
  }

  static PolicyPeers peer(int number) {
    return new PolicyPeers(number);
  }

  PolicyPeers idle(Duration value) {
    idle = value;
    return this;
  }

  PolicyPeers handshake(Duration value) {
    sinceHandshake = value;
    return this;
  }

  PolicyPeers probation(Duration since) {
    state = PeerState.PROBATION;
    sinceInstalled = since;
    sinceHandshake = null;
    idle = since;
    return this;
  }

  PolicyPeers origin(PeerOrigin value) {
    origin = value;
    return this;
  }

  PolicyPeers pinned() {
    pinned = true;
    return this;
  }

  PolicyPeers expiry(Duration value) {
    untilExpiry = value;
    return this;
  }

  ResidentPeer build() {
    return FakeResidentPeer.builder(Peers.key(number))
        .state(state)
        .origin(origin)
        .pinned(pinned)
        .sinceInstalled(sinceInstalled)
        .sinceHandshake(sinceHandshake)
        .idle(idle)
        .untilExpiry(untilExpiry)
        .build();
  }

  static HotSetView view(PolicyPeers... peers) {
    return view(Integer.MAX_VALUE, List.of(peers));
  }

  static HotSetView view(int suggestedLimit, List<PolicyPeers> peers) {
    return new HotSetView(peers.stream().map(PolicyPeers::build).toList(), suggestedLimit);
  }

  /** Returns the numbers of the peers that a policy selects, in its order. */
  static List<Integer> selected(EvictionPolicy policy, HotSetView view) {
    return policy.select(view).stream()
        .map(Eviction::key)
        .map(key -> Integer.parseInt(key.toHex().substring(56), 16))
        .toList();
  }
}
