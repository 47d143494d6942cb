package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Each field of each entry keeps what it was given, whatever is done to the others. */
class EntryTableTest {
  // More than two of the chunks that the table grows by.
  private static final int ENTRIES = 2_500;

  private final Random random = new Random(56);
  private final EntryTable table = new EntryTable();
  private final List<Entry> expected = new ArrayList<>();

  /** What an entry was given. */
  private static final class Entry {
    private byte[] key = new byte[PublicKey.LENGTH];
    private int hash;
    private Tai64n timestamp = Tai64n.of(0, 0);
    private boolean isProtected;
    private boolean exception;
    private boolean epochKnown;
    private int epoch;
    private int newer;
    private int older;
  }

  @Test
  void agreesWithPlainObjects() {
    for (int i = 0; i < ENTRIES; i++) {
      assertThat(table.append()).isEqualTo(i);
      Entry entry = new Entry();
      expected.add(entry);
      rekey(i, entry);
    }
    assertThat(table.size()).isEqualTo(ENTRIES);
    for (int step = 0; step < 40_000; step++) {
      int at = random.nextInt(ENTRIES);
      change(at, expected.get(at));
    }
    for (int i = 0; i < ENTRIES; i++) {
      assertAsExpected(i, expected.get(i));
    }
  }

  private void change(int at, Entry entry) {
    switch (random.nextInt(8)) {
      case 0 -> rekey(at, entry);
      case 1 -> {
        entry.isProtected = true;
        table.setProtected(at);
      }
      case 2 -> {
        entry.exception = random.nextBoolean();
        table.setException(at, entry.exception);
      }
      case 3, 4 -> {
        entry.epochKnown = true;
        entry.epoch = random.nextBoolean() ? 0 : random.nextInt();
        table.setEpoch(at, entry.epoch);
      }
      case 5, 6 -> {
        entry.timestamp = Tai64n.of(random.nextLong(), random.nextInt());
        table.setTimestamp(at, entry.timestamp);
      }
      default -> {
        entry.newer = random.nextInt(ENTRIES) - 1;
        entry.older = random.nextInt(ENTRIES) - 1;
        table.setNeighbours(at, entry.newer, entry.older);
      }
    }
  }

  /** A key that takes another's place has none of what was said of that. */
  private void rekey(int at, Entry entry) {
    random.nextBytes(entry.key);
    entry.hash = random.nextInt();
    entry.timestamp = Tai64n.of(0, 0);
    entry.isProtected = false;
    entry.exception = false;
    entry.epochKnown = false;
    entry.epoch = 0;
    table.setKey(at, entry.key, entry.hash);
  }

  private void assertAsExpected(int at, Entry entry) {
    assertThat(table.key(at)).isEqualTo(PublicKey.ofBytes(entry.key));
    assertThat(table.hasKey(at, entry.key)).isTrue();
    byte[] other = entry.key.clone();
    other[random.nextInt(other.length)] ^= 1;
    assertThat(table.hasKey(at, other)).isFalse();
    assertThat(table.hash(at)).isEqualTo(entry.hash & (1 << 29) - 1);
    assertThat(table.timestamp(at)).isEqualTo(entry.timestamp);
    assertThat(table.isProtected(at)).isEqualTo(entry.isProtected);
    assertThat(table.hasException(at)).isEqualTo(entry.exception);
    assertThat(table.isEpochKnown(at)).isEqualTo(entry.epochKnown);
    assertThat(table.epoch(at)).isEqualTo(entry.epoch);
    assertThat(table.newer(at)).isEqualTo(entry.newer);
    assertThat(table.older(at)).isEqualTo(entry.older);
  }

  @Test
  void keysDifferInAnyOfTheirBytes() {
    byte[] key = ByteBuffer.allocate(PublicKey.LENGTH).putLong(8, 5).array();
    table.append();
    table.setKey(0, key, 1);
    for (int i = 0; i < key.length; i++) {
      key[i] ^= 0x10;
      assertThat(table.hasKey(0, key)).as("byte %d", i).isFalse();
      key[i] ^= 0x10;
    }
    assertThat(table.hasKey(0, key)).isTrue();
  }
}
