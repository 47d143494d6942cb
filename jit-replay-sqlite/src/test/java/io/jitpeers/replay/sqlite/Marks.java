package io.jitpeers.replay.sqlite;

import io.jitpeers.spi.ReplayMark;
import io.jitpeers.spi.ReplayStore;
import io.jitpeers.spi.ReplayStore.Group;
import io.jitpeers.spi.ReplayStore.Page;
import io.jitpeers.spi.ReplayStore.Slot;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Marks that tests write and read. */
final class Marks implements ReplayStore.Reader {
  private static final byte[] SECRET = new byte[24];

  final List<Slot> slots = new ArrayList<>();
  final List<Page> pages = new ArrayList<>();

  @Override
  public void secret(byte[] secret) {}

  @Override
  public void slot(Slot slot) {
    slots.add(slot);
  }

  @Override
  public void page(Page page) {
    pages.add(page);
  }

  static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    // Like keys, without zeros or patterns that damage would not change.
    new Random(number).nextBytes(bytes);
    ByteBuffer.wrap(bytes).putInt(number);
    return PublicKey.ofBytes(bytes);
  }

  static Slot slot(int number, long group) {
    return new Slot(
        number,
        group,
        new ReplayMark(key(number), Tai64n.of(group, 0), true, ReplayMark.NO_EPOCH, null));
  }

  /** Returns a group with a range of slots. */
  static Group group(long number, boolean replacing, int from, int to) {
    List<Slot> slots = new ArrayList<>();
    for (int i = from; i < to; i++) {
      slots.add(slot(i, number));
    }
    Page page = new Page((int) number, 0, new int[] {(int) number});
    return new Group(number, replacing, SECRET.clone(), slots, List.of(page));
  }
}
