package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntryIndexTest {
  private final Random random = new Random(3);
  private final EntryTable table = new EntryTable();
  private final EntryIndex index = new EntryIndex(table);

  private static byte[] key(int number) {
    return ByteBuffer.allocate(PublicKey.LENGTH).putInt(number).array();
  }

  private void add(int number, int hash) {
    int entry = table.append();
    assertThat(entry).isEqualTo(number);
    table.setKey(entry, key(number), hash);
    index.insert(entry);
  }

  /** 64 bytes for each key, 56 of which are the entry. */
  @Test
  void anEntryTakesLessThan8BytesAtAnyTime() {
    for (int i = 0; i < 300_000; i++) {
      add(i, random.nextInt());
      if (i > 10_000) {
        assertThat(index.slots() * 4L).isBetween((i + 1) * 5L, (i + 1) * 8L);
      }
    }
  }

  /** The hashes crowd at the end of the table, so that many searches wrap around. */
  @Test
  void findsEachEntryWhateverWasRemoved() {
    int entries = 5_000;
    int[] hashes = new int[entries];
    boolean[] there = new boolean[entries];
    for (int i = 0; i < entries; i++) {
      hashes[i] = random.nextInt(4) == 0 ? random.nextInt() : -1 - random.nextInt(1 << 20);
      there[i] = true;
      add(i, hashes[i]);
    }
    for (int step = 0; step < 20_000; step++) {
      int at = random.nextInt(entries);
      if (there[at]) {
        index.remove(at);
      } else {
        index.insert(at);
      }
      there[at] = !there[at];
      int probe = random.nextInt(entries);
      assertThat(index.find(key(probe), hashes[probe]))
          .isEqualTo(there[probe] ? probe : RecencyList.NONE);
    }
  }
}
