package io.jitpeers.testkit.contract;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.PeerState;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.eviction.ResidentPeers;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A list of resident peers. {@link #visit} represents each peer in turn by the same reused object,
 * a cursor. The orchestrator does the same in a sweep, which checks all resident peers for
 * eviction. Immutable.
 */
final class CursorPeers implements ResidentPeers {
  private final List<ResidentPeer> peers;

  CursorPeers(List<ResidentPeer> peers) {
    this.peers = List.copyOf(peers);
  }

  @Override
  public int size() {
    return peers.size();
  }

  @Override
  public void visit(Consumer<? super ResidentPeer> visitor) {
    Cursor cursor = new Cursor();
    for (ResidentPeer peer : peers) {
      cursor.current = peer;
      visitor.accept(cursor);
    }
    cursor.current = null;
  }

  @Override
  public Optional<ResidentPeer> find(PublicKey key) {
    return peers.stream().filter(peer -> peer.key().equals(key)).findFirst();
  }

  @Override
  public List<ResidentPeer> copy() {
    return peers;
  }

  private static final class Cursor implements ResidentPeer {
    private @Nullable ResidentPeer current;

    private ResidentPeer peer() {
      if (current == null) {
        throw new IllegalStateException("a policy uses a cursor after HotSetView.visit has ended");
      }
      return current;
    }

    @Override
    public PublicKey key() {
      return peer().key();
    }

    @Override
    public PeerState state() {
      return peer().state();
    }

    @Override
    public PeerOrigin origin() {
      return peer().origin();
    }

    @Override
    public boolean pinned() {
      return peer().pinned();
    }

    @Override
    public Duration sinceInstalled() {
      return peer().sinceInstalled();
    }

    @Override
    public @Nullable Duration sinceHandshake() {
      return peer().sinceHandshake();
    }

    @Override
    public Duration idle() {
      return peer().idle();
    }

    @Override
    public long rxBytes() {
      return peer().rxBytes();
    }

    @Override
    public long txBytes() {
      return peer().txBytes();
    }

    @Override
    public @Nullable InetSocketAddress endpoint() {
      return peer().endpoint();
    }

    @Override
    public @Nullable Instant latestHandshake() {
      return peer().latestHandshake();
    }

    @Override
    public @Nullable Duration untilExpiry() {
      return peer().untilExpiry();
    }
  }
}
