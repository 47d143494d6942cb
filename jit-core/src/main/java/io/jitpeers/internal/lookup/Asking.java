package io.jitpeers.internal.lookup;

import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is asked, and on whose behalf.
 *
 * @param key the peer that is asked about
 * @param validator of the answer that is remembered; null if there is none
 * @param lane what it goes before
 * @param source who makes it necessary, as {@link #sourceOf} gives it: among the lookups of one
 *     lane no source has more than its share
 * @param uncached whether only what the control plane says now will do
 */
public record Asking(
    PublicKey key, @Nullable String validator, Lane lane, long source, boolean uncached) {

  /** A question that a cache may answer. */
  public Asking(PublicKey key, @Nullable String validator, Lane lane, long source) {
    this(key, validator, lane, source, false);
  }

  /** A question on a peer's own behalf, which shares with nobody. */
  public static Asking of(PublicKey key, @Nullable String validator, Lane lane) {
    return new Asking(key, validator, lane, ownSource(key));
  }

  /** The same, to be answered by no cache. */
  public Asking pastCaches() {
    return new Asking(key, validator, lane, source, true);
  }

  /**
   * Returns what stands for a sender's address: the address for IPv4, the /64 for IPv6, of which
   * one host has all addresses.
   *
   * @param address a client's address
   * @return a number that two sources have in common by chance only
   */
  public static long sourceOf(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.remaining() == Integer.BYTES
        ? Integer.toUnsignedLong(bytes.getInt())
        : bytes.getLong();
  }

  /** Returns what stands for a peer that no sender's address is known of. */
  public static long ownSource(PublicKey key) {
    return ByteBuffer.wrap(key.toBytes()).getLong();
  }
}
