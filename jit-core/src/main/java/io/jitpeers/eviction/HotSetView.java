package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The resident peers as an eviction policy sees them. All ages refer to the same moment. In a
 * sweep, the view reads the hot set itself, not a copy. A peer may therefore be installed, used or
 * removed while the policies run, and {@link #size} may differ from the number of peers that {@link
 * #visit} passes and {@link #peers} returns. Thread-safe.
 */
public final class HotSetView {
  private final ResidentPeers peers;
  private final int size;
  private final int suggestedLimit;
  private @Nullable List<ResidentPeer> copy;

  /**
   * Creates a view of a list, which is copied.
   *
   * @param peers the resident peers, in no particular order, each once
   * @param suggestedLimit as {@link #suggestedLimit} returns it
   */
  public HotSetView(List<ResidentPeer> peers, int suggestedLimit) {
    this(new ListedResidents(peers), suggestedLimit);
  }

  private HotSetView(ResidentPeers peers, int suggestedLimit) {
    this.peers = Objects.requireNonNull(peers, "peers");
    this.size = peers.size();
    this.suggestedLimit = suggestedLimit;
  }

  /**
   * Creates a view of peers that are not copied.
   *
   * @param peers the resident peers
   * @param suggestedLimit as {@link #suggestedLimit} returns it
   * @return the view
   */
  public static HotSetView of(ResidentPeers peers, int suggestedLimit) {
    return new HotSetView(peers, suggestedLimit);
  }

  /** {@return the number of resident peers when the view was created} */
  public int size() {
    return size;
  }

  /**
   * {@return the number of resident peers that a sweep can list and examine within its target
   * duration, estimated from the latest sweeps; {@link Integer#MAX_VALUE} for no limit}
   */
  public int suggestedLimit() {
    return suggestedLimit;
  }

  /**
   * Passes every resident peer to a visitor, in no particular order. In a sweep the peer is a
   * cursor: one object for all peers, which is valid only during the call. The visit therefore
   * allocates nothing for the peers that a policy does not select. A policy may keep values such as
   * the {@linkplain ResidentPeer#key key}, but never the cursor.
   *
   * @param visitor receives each peer, on the calling thread
   */
  public void visit(Consumer<? super ResidentPeer> visitor) {
    List<ResidentPeer> copied;
    synchronized (this) {
      copied = copy;
    }
    if (copied == null) {
      peers.visit(visitor);
    } else {
      copied.forEach(visitor);
    }
  }

  /**
   * Returns one resident peer, in an object that does not change.
   *
   * @param key the peer's key
   * @return the peer; empty if it is not one of the view's peers
   */
  public Optional<ResidentPeer> find(PublicKey key) {
    return peers.find(key);
  }

  /**
   * Returns all resident peers, in objects that do not change. The first call creates an object for
   * each peer. If there are many peers, {@link #visit} needs much less memory.
   *
   * @return an immutable list, the same for each call
   */
  public synchronized List<ResidentPeer> peers() {
    List<ResidentPeer> copied = copy;
    if (copied == null) {
      copied = List.copyOf(peers.copy());
      copy = copied;
    }
    return copied;
  }

  @Override
  public String toString() {
    return "HotSetView[" + size + " peers, suggestedLimit=" + suggestedLimit + "]";
  }
}
