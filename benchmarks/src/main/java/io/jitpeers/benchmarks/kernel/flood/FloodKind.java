package io.jitpeers.benchmarks.kernel.flood;

import io.jitpeers.kerneltests.gateway.floods.Datagrams;
import io.jitpeers.wireguard.PublicKey;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The kinds of datagrams in a flood. */
public enum FloodKind {
  /** Datagrams with an initiation's length and type, without a valid MAC1. */
  JUNK("junk without a right MAC1", 5_000),
  /**
   * Datagrams with a valid MAC1, for which a sender needs only the gateway's public key. The rest
   * is random.
   */
  FORGED("a right MAC1 and random contents", 2_000),
  /** Valid initiations, each of a different key that no control plane knows. */
  STRANGERS("valid keys that nobody knows", 500);

  private final String title;
  private final int perSecond;

  FloodKind(String title, int perSecond) {
    this.title = title;
    this.perSecond = perSecond;
  }

  /** Returns the maximum number of datagrams that are sent in a second. */
  int perSecond() {
    return perSecond;
  }

  /** Returns the part of a figure's id that names this kind. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns a supplier of {@code count} datagrams. Datagrams that take long to create are created
   * in advance: in a User-Mode Linux, creating them during the flood would occupy the gateway's
   * only processor.
   *
   * @param seed different seeds give different datagrams
   */
  Supplier<byte[]> datagrams(PublicKey gateway, long seed, Instant now, int count) {
    return switch (this) {
      case JUNK -> Datagrams.junk(seed);
      case FORGED -> Datagrams.forged(gateway, seed);
      case STRANGERS -> made(Datagrams.strangers(gateway, seed << 32, now), count);
    };
  }

  private static Supplier<byte[]> made(Supplier<byte[]> datagrams, int count) {
    List<byte[]> all = Stream.generate(datagrams).limit(count).toList();
    Iterator<byte[]> each = all.iterator();
    return each::next;
  }

  /** Returns the name in tables. */
  @Override
  public String toString() {
    return title;
  }
}
