package io.jitpeers.fleet;

import io.jitpeers.spi.SharedReplayMarks.Advance;
import io.jitpeers.spi.SharedReplayMarks.Answer;
import io.jitpeers.spi.SharedReplayMarks.EpochResult;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Creates the names that replay marks have in the engine. Encodes the arguments of the script
 * {@code mark.lua}, and decodes the script's results. A replay mark is the newest accepted
 * timestamp of a key.
 */
final class MarkCodec {
  private static final byte[] ADVANCE = ascii("advance");
  private static final byte[] PROTECT = ascii("protect");
  private static final byte[] EPOCH = ascii("epoch");
  private static final byte[] FORGET = ascii("forget");
  private static final byte[] YES = ascii("1");
  private static final byte[] NO = ascii("0");

  private final byte[] prefix;
  private final byte[] keep;
  private final byte[] keepStrangers;

  MarkCodec(String prefix, Duration keep, Duration keepStrangers) {
    this.prefix = (prefix + "m:").getBytes(StandardCharsets.UTF_8);
    this.keep = ascii(Long.toString(keep.toMillis()));
    this.keepStrangers = ascii(Long.toString(keepStrangers.toMillis()));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the name of a key's mark: the prefix, {@code m:} and the 32 bytes of the key. */
  byte[] name(PublicKey key) {
    byte[] bytes = key.toBytes();
    byte[] name = Arrays.copyOf(prefix, prefix.length + bytes.length);
    System.arraycopy(bytes, 0, name, prefix.length, bytes.length);
    return name;
  }

  /** Returns the name of a mark that belongs to no key, for checks of permissions. */
  byte[] probeName() {
    return Arrays.copyOf(prefix, prefix.length);
  }

  byte[][] advance(Advance advance) {
    return new byte[][] {
      ADVANCE,
      keepStrangers,
      keep,
      advance.known() ? YES : NO,
      advance.timestamp().toBytes(),
      ascii(Long.toString(advance.maxAhead().toSeconds()))
    };
  }

  byte[][] protect() {
    return new byte[][] {PROTECT, keep};
  }

  byte[][] epoch(long epoch, boolean resets) {
    return new byte[][] {EPOCH, ascii(Long.toString(epoch)), resets ? YES : NO};
  }

  byte[][] forget() {
    return new byte[][] {FORGET};
  }

  /** Decodes the script's answer to the arguments that {@link #advance} encodes. */
  Answer answer(List<Object> result) {
    return new Answer(
        isYes(result),
        Tai64n.ofBytes((byte[]) result.get(1), 0),
        (Long) result.get(2) == 1,
        (Long) result.get(3));
  }

  /** Decodes the script's answer to the arguments that {@link #epoch} encodes. */
  EpochResult epochResult(List<Object> result) {
    long number = (Long) result.get(0);
    if (number < 0) {
      return EpochResult.NO_MARK;
    }
    return number == 0 ? EpochResult.KEPT : EpochResult.RESET;
  }

  /** Returns whether the first number of a result is 1. */
  boolean isYes(List<Object> result) {
    return (Long) result.get(0) == 1;
  }
}
