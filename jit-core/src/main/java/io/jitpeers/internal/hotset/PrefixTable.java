package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map from prefixes of one family (IPv4 or IPv6) to the keys of the peers that hold them.
 * It is a list of sorted {@link PrefixBlock}s. It grows by one block at a time, so an insertion
 * copies at most one block and the list of blocks. An entry takes 10 to 13 bytes for IPv4 and 22 to
 * 27 bytes for IPv6, and more after removals. In a red-black tree of prefixes, an entry would take
 * 72 bytes. A look-up takes two binary searches. Not thread-safe.
 */
final class PrefixTable {
  /**
   * A block with fewer entries than this is merged with the next block if the two together fill at
   * most half a block.
   */
  private static final int FEW = PrefixBlock.MOST / 4;

  private final boolean ipv6;
  // No block is empty, except for the only block of an empty table.
  private final List<PrefixBlock> blocks = new ArrayList<>();
  private int size;

  PrefixTable(boolean ipv6) {
    this.ipv6 = ipv6;
    clear();
  }

  int size() {
    return size;
  }

  void clear() {
    blocks.clear();
    blocks.add(new PrefixBlock(ipv6));
    size = 0;
  }

  /** Returns the holder of a prefix; null if it has none. */
  @Nullable PublicKey get(long highBits, long lowBits, int length) {
    PrefixBlock block = blocks.get(blockOf(highBits, lowBits, length));
    int at = block.find(highBits, lowBits, length);
    return at < 0 ? null : block.holder(at);
  }

  /**
   * Returns the first prefix in this table that follows the given prefix in the order of {@link
   * IpPrefix}; null if there is none. The given prefix need not be in the table.
   */
  @Nullable IpPrefix higher(IpPrefix prefix) {
    int index = blockOf(prefix);
    PrefixBlock block = blocks.get(index);
    int at = block.find(prefix);
    int next = at < 0 ? -1 - at : at + 1;
    if (next < block.size()) {
      return block.prefix(next);
    }
    return index + 1 < blocks.size() ? blocks.get(index + 1).prefix(0) : null;
  }

  /** Sets the holder of a prefix. Returns the previous holder; null if there was none. */
  @Nullable PublicKey put(IpPrefix prefix, PublicKey holder) {
    int index = blockOf(prefix);
    PrefixBlock block = blocks.get(index);
    int at = block.find(prefix);
    if (at >= 0) {
      PublicKey before = block.holder(at);
      block.setHolder(at, holder);
      return before;
    }
    if (block.size() == PrefixBlock.MOST) {
      blocks.add(index + 1, block.split());
      return put(prefix, holder);
    }
    block.insert(-1 - at, prefix, holder);
    size++;
    return null;
  }

  /** Removes a prefix; does nothing if it has no holder. */
  void remove(IpPrefix prefix) {
    int index = blockOf(prefix);
    PrefixBlock block = blocks.get(index);
    int at = block.find(prefix);
    if (at >= 0) {
      block.remove(at);
      size--;
      merge(index);
    }
  }

  private void merge(int index) {
    PrefixBlock block = blocks.get(index);
    if (block.size() >= FEW) {
      return;
    }
    if (index + 1 < blocks.size()
        && block.size() + blocks.get(index + 1).size() <= PrefixBlock.MOST / 2) {
      block.append(blocks.remove(index + 1));
    } else if (block.size() == 0 && blocks.size() > 1) {
      blocks.remove(index);
    }
  }

  /** Returns the index of the block that contains a prefix or into which it would be inserted. */
  private int blockOf(IpPrefix prefix) {
    return blockOf(prefix.highBits(), prefix.lowBits(), prefix.length());
  }

  private int blockOf(long highBits, long lowBits, int length) {
    int low = 1;
    int high = blocks.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (blocks.get(middle).compare(0, highBits, lowBits, length) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return low - 1;
  }
}
