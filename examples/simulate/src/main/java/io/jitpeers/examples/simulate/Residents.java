package io.jitpeers.examples.simulate;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.PeerState;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.eviction.ResidentPeers;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The simulated peers on the device, as a gateway sees them: the gateway notices traffic and
 * handshakes only at the next listing. Not thread-safe.
 */
final class Residents implements ResidentPeers {
  /** REKEY_AFTER_TIME: a client with traffic makes a new handshake after this number of seconds. */
  static final int REKEY_AFTER = 120;

  private static final int NONE = -1;

  private final int every;
  private final int[] members;
  private final int[] places;
  private final int[] from;
  private final int[] to;

  /**
   * For each client in {@code members}, in the same order: the second in which the gateway notices
   * the end of the client's traffic. Thanks to this order, a sweep reads the array sequentially.
   */
  private final int[] usedAt;

  private final int[] installedAt;
  private final int[] evictedAt;
  private final int[] handshakeAtEviction;
  private int size;
  private int now;

  /**
   * Creates an empty table.
   *
   * @param clients the number of clients
   * @param every the number of seconds between two listings, and from the beginning to the first
   *     listing
   */
  Residents(int clients, int every) {
    this.every = every;
    this.members = new int[clients];
    this.places = filled(clients);
    this.from = new int[clients];
    this.to = new int[clients];
    this.usedAt = new int[clients];
    this.installedAt = new int[clients];
    this.evictedAt = filled(clients);
    this.handshakeAtEviction = new int[clients];
  }

  private static int[] filled(int length) {
    int[] numbers = new int[length];
    Arrays.fill(numbers, NONE);
    return numbers;
  }

  /** Sets the time of the current listing, in seconds since the beginning of the simulation. */
  void listAt(int second) {
    now = second;
  }

  boolean contains(int client) {
    return places[client] != NONE;
  }

  /** Installs the peer of a client that begins to have traffic. */
  void install(int client, int begin, int end) {
    places[client] = size;
    usedAt[size] = noticed(end);
    members[size++] = client;
    installedAt[client] = begin;
    from[client] = begin;
    to[client] = end;
  }

  /** Records more traffic of a client whose peer is installed. */
  void use(int client, int begin, int end) {
    if (begin > to[client]) {
      from[client] = begin;
    }
    to[client] = Math.max(to[client], end);
    usedAt[places[client]] = noticed(to[client]);
  }

  /** Removes a client's peer. */
  void evict(int client) {
    evictedAt[client] = now;
    handshakeAtEviction[client] = latestHandshake(client);
    int place = places[client];
    int last = members[--size];
    members[place] = last;
    usedAt[place] = usedAt[size];
    places[last] = place;
    places[client] = NONE;
  }

  /**
   * Returns the number of seconds from the latest eviction of a client's peer to the given second;
   * {@link Integer#MAX_VALUE} if the peer was never evicted.
   */
  int sinceEviction(int client, int second) {
    return evictedAt[client] == NONE ? Integer.MAX_VALUE : second - evictedAt[client];
  }

  /**
   * Returns the time of the latest handshake that a client had completed when its peer was last
   * evicted. The time is in seconds since the beginning of the simulation.
   */
  int handshakeAtEviction(int client) {
    return handshakeAtEviction[client];
  }

  /**
   * Returns how many seconds before the current listing the gateway noticed a client's latest
   * handshake; zero if the gateway has not noticed the handshake yet.
   */
  int handshakeAge(int client) {
    return Math.max(0, now - noticed(latestHandshake(client)));
  }

  private int latestHandshake(int client) {
    int until = Math.min(now, to[client]);
    return from[client] + Math.max(0, until - from[client]) / REKEY_AFTER * REKEY_AFTER;
  }

  private int idle(int place) {
    return Math.max(0, now - usedAt[place]);
  }

  /**
   * Returns the time of the first listing at or after the given second. In that listing, the
   * gateway notices what happened in that second.
   */
  private int noticed(int second) {
    long listing = (second + every - 1L) / every * every;
    return (int) Math.min(Integer.MAX_VALUE, listing);
  }

  /** Returns the client that a key stands for. */
  static int client(PublicKey key) {
    return ByteBuffer.wrap(key.toBytes()).getInt();
  }

  private static PublicKey key(int client) {
    return PublicKey.ofBytes(ByteBuffer.allocate(PublicKey.LENGTH).putInt(client).array());
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void visit(Consumer<? super ResidentPeer> visitor) {
    Peer cursor = new Peer(0);
    for (int place = 0; place < size; place++) {
      cursor.place = place;
      visitor.accept(cursor);
    }
  }

  @Override
  public Optional<ResidentPeer> find(PublicKey key) {
    int client = client(key);
    return contains(client) ? Optional.of(new Peer(places[client])) : Optional.empty();
  }

  @Override
  public List<ResidentPeer> copy() {
    List<ResidentPeer> peers = new ArrayList<>(size);
    for (int place = 0; place < size; place++) {
      peers.add(new Peer(place));
    }
    return peers;
  }

  /** A peer as of the current listing; valid until the table changes. */
  private final class Peer implements ResidentPeer {
    private int place;

    private Peer(int place) {
      this.place = place;
    }

    private int client() {
      return members[place];
    }

    @Override
    public PublicKey key() {
      return Residents.key(client());
    }

    @Override
    public PeerState state() {
      return PeerState.ESTABLISHED;
    }

    @Override
    public PeerOrigin origin() {
      return PeerOrigin.PROVISIONED;
    }

    @Override
    public boolean pinned() {
      return false;
    }

    @Override
    public Duration sinceInstalled() {
      return Duration.ofSeconds(now - installedAt[client()]);
    }

    @Override
    public Duration sinceHandshake() {
      return Duration.ofSeconds(handshakeAge(client()));
    }

    @Override
    public long handshakeNanos() {
      return handshakeAge(client()) * 1_000_000_000L;
    }

    @Override
    public Duration idle() {
      return Duration.ofSeconds(Residents.this.idle(place));
    }

    @Override
    public long idleNanos() {
      return Residents.this.idle(place) * 1_000_000_000L;
    }

    @Override
    public long rxBytes() {
      return 0;
    }

    @Override
    public long txBytes() {
      return 0;
    }

    @Override
    public @Nullable InetSocketAddress endpoint() {
      return null;
    }

    @Override
    public @Nullable Instant latestHandshake() {
      return null;
    }

    @Override
    public @Nullable Duration untilExpiry() {
      return null;
    }
  }
}
