package io.jitpeers.benchmarks.kernel.flood;

import io.jitpeers.kerneltests.gateway.floods.Datagrams;
import io.jitpeers.wireguard.PublicKey;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What strangers send. */
public enum FloodKind {
  /** Of an initiation's length and type, without a right MAC1. */
  JUNK("junk without a right MAC1", 5_000),
  /** With a right MAC1, which takes the gateway's public key only; the rest is random. */
  FORGED("a right MAC1 and random contents", 2_000),
  /** Valid initiations, each of another key, which no control plane knows. */
  STRANGERS("valid keys that nobody knows", 500);

  private final String title;
  private final int perSecond;

  FloodKind(String title, int perSecond) {
    this.title = title;
    this.perSecond = perSecond;
  }

  /** Returns the most that are sent in a second. */
  int perSecond() {
    return perSecond;
  }

  /** Returns its part of a figure's id. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns so many datagrams. Those that take long to make are made now: in a User-Mode Linux,
   * making them would take the gateway's only processor.
   *
   * @param seed another one gives others
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

  /** As a table calls it. */
  @Override
  public String toString() {
    return title;
  }
}
