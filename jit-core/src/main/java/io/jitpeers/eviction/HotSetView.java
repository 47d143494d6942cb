package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The resident peers as an eviction policy sees them. The ages of all peers, such as idle times,
 * are measured at the same moment. In a sweep, the view reads the gateway's set of resident peers
 * itself, not a copy. A peer may therefore be installed, used or removed while the policies run,
 * and {@link #size} may differ from the number of peers that {@link #visit} passes and {@link
 * #peers} returns. Thread-safe.
 */
public final class HotSetView {
  private final ResidentPeers peers;
  private final int size;
  private final int suggestedLimit;
  private @Nullable List<ResidentPeer> copy;

  /**
   * Creates a view of a list of peers. The list is copied.
   *
   * @param peers the resident peers, in no particular order, without duplicates
   * @param suggestedLimit the value that {@link #suggestedLimit} returns
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
   * Creates a view that reads the given peers directly. The peers are not copied.
   *
   * @param peers the resident peers
   * @param suggestedLimit the value that {@link #suggestedLimit} returns
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
   * Passes every resident peer to a visitor, in no particular order. In a sweep, the visitor
   * receives a cursor: one object that represents one peer after another. During each call of the
   * visitor, the cursor represents one peer; after the call, the cursor is not valid. The visit
   * therefore allocates nothing for the peers that a policy does not select. A policy may keep
   * values such as the {@linkplain ResidentPeer#key key}, but must never keep the cursor.
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
   * @return the peer; empty if the view does not contain the peer
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
