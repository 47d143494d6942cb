package io.jitpeers.store;

import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to list the device's peers. Also the cursor that is passed to the visitor. Takes the
 * peers in chunks under the store's lock, and passes the peers of a chunk to the visitor without
 * the lock. Used by one thread.
 */
final class PeerCursor implements ListedPeer {
  /**
   * The maximum number of peers in a chunk. The device can change between two chunks. The chunks of
   * the kernel's dump have about the same size.
   */
  private static final int CHUNK = 64;

  private final @Nullable MemoryPeer[] chunk = new @Nullable MemoryPeer[CHUNK];
  private @Nullable MemoryPeer last;
  private long generation = -1;
  private boolean consistent = true;

  private @Nullable PublicKey key;
  boolean presharedKeyPresent;
  @Nullable InetSocketAddress endpoint;
  @Nullable Instant latestHandshake;
  long rxBytes;
  long txBytes;
  int persistentKeepaliveSeconds;
  List<IpPrefix> allowedIps = List.of();

  /** Returns false if the device was seen to change between two chunks. */
  boolean isConsistent() {
    return consistent;
  }

  /**
   * Takes the next chunk of peers. Returns the number of peers in the chunk. Called under the
   * store's lock.
   *
   * @param current how often the device has changed so far
   */
  int fill(PeerTable peers, long current) {
    consistent &= generation == -1 || generation == current;
    generation = current;
    int size = 0;
    MemoryPeer next = peers.after(last);
    while (next != null && size < CHUNK) {
      chunk[size++] = next;
      last = next;
      next = peers.after(next);
    }
    return size;
  }

  /** Takes the next chunk into a cursor under the store's lock. */
  @FunctionalInterface
  interface Chunks {
    /** Takes the next chunk. Returns the number of peers in it, as {@link #fill} does. */
    int next(PeerCursor cursor) throws StoreException;
  }

  /**
   * Passes the device's peers to a visitor. Returns the number of peers that were passed.
   *
   * @param toTheEnd whether to go on if the device was seen to change between two chunks
   */
  int run(Chunks chunks, boolean toTheEnd, Consumer<? super ListedPeer> visitor)
      throws StoreException {
    int given = 0;
    int size = chunks.next(this);
    while (size > 0 && (consistent || toTheEnd)) {
      for (int i = 0; i < size; i++) {
        MemoryPeer peer = Objects.requireNonNull(chunk[i]);
        key = peer.key;
        peer.showIn(this);
        visitor.accept(this);
      }
      given += size;
      size = chunks.next(this);
    }
    return given;
  }

  @Override
  public PublicKey publicKey() {
    return Objects.requireNonNull(key);
  }

  @Override
  public boolean presharedKeyPresent() {
    return presharedKeyPresent;
  }

  @Override
  public @Nullable InetSocketAddress endpoint() {
    return endpoint;
  }

  @Override
  public @Nullable Instant latestHandshake() {
    return latestHandshake;
  }

  @Override
  public long rxBytes() {
    return rxBytes;
  }

  @Override
  public long txBytes() {
    return txBytes;
  }

  @Override
  public int persistentKeepaliveSeconds() {
    return persistentKeepaliveSeconds;
  }

  @Override
  public List<IpPrefix> allowedIps() {
    return allowedIps;
  }
}
