package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.ReplayMark;
import io.jitpeers.spi.ReplayStore;
import io.jitpeers.spi.ReplayStore.Group;
import io.jitpeers.spi.ReplayStore.Page;
import io.jitpeers.spi.ReplayStore.Slot;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract tests of {@link ReplayStore}. The test of an implementation extends this class and
 * opens a store, which is closed after each test.
 */
public abstract class ReplayStoreContract {
  private static final byte[] SECRET = {1, 2, 3, 4, 5, 6, 7, 8};

  @SuppressWarnings("NullAway.Init") // set by open
  private ReplayStore store;

  private long group;

  /** Creates a contract. */
  protected ReplayStoreContract() {}

  /**
   * Opens the store of this test. The first call opens an empty store. Each later call is made
   * after the previous store was closed, and opens a store with everything written before.
   *
   * @return a store that was not read yet
   * @throws Exception if this method fails; the test then fails
   */
  protected abstract ReplayStore openStore() throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = openStore();
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** The contents that were read from a store. */
  private static final class Read implements ReplayStore.Reader {
    private final List<Slot> slots = new ArrayList<>();
    private final List<Page> pages = new ArrayList<>();
    private byte @Nullable [] secret;

    @Override
    public void secret(byte[] what) {
      assertThat(slots).as("the secret comes first").isEmpty();
      secret = what;
    }

    @Override
    public void slot(Slot slot) {
      slots.add(slot);
    }

    @Override
    public void page(Page page) {
      pages.add(page);
    }
  }

  private static ReplayMark mark(int number, long seconds) {
    return new ReplayMark(key(number), Tai64n.of(seconds, 7), false, ReplayMark.NO_EPOCH, null);
  }

  private static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    Arrays.fill(bytes, (byte) number);
    return PublicKey.ofBytes(bytes);
  }

  private Slot slot(int number, ReplayMark mark) {
    return new Slot(number, group + 1, mark);
  }

  private void write(boolean replacing, List<Slot> slots, List<Page> pages) throws Exception {
    group++;
    store.write(new Group(group, replacing, SECRET.clone(), slots, pages));
  }

  private Read openAgain() throws Exception {
    store.close();
    store = openStore();
    Read read = new Read();
    assertThat(store.read(read)).as("all is as it was written").isTrue();
    return read;
  }

  @Test
  void aNewOneIsEmptyAndSaysSo() throws Exception {
    Read read = new Read();
    assertThat(store.read(read)).isFalse();
    assertThat(read.slots).isEmpty();
    assertThat(read.pages).isEmpty();
    assertThat(store.damages()).isZero();
  }

  @Test
  void whatWasWrittenIsReadAgain() throws Exception {
    store.read(new Read());
    Instant then = Instant.ofEpochMilli(1_700_000_000_123L);
    List<Slot> slots =
        List.of(
            slot(0, mark(1, 100)),
            slot(1, new ReplayMark(key(2), Tai64n.of(-1, -1), true, 4_294_967_295L, null)),
            slot(
                2,
                new ReplayMark(
                    key(3),
                    Tai64n.of(0, 0),
                    true,
                    0,
                    new ReplayMark.WrongClock(Tai64n.of(9, 9), true, true, Tai64n.of(5, 5), then))),
            slot(
                3,
                new ReplayMark(
                    key(4),
                    Tai64n.of(1, 1),
                    false,
                    ReplayMark.NO_EPOCH,
                    new ReplayMark.WrongClock(null, false, true, null, null))));
    write(true, slots, List.of(new Page(7, 3, new int[] {1, -1, 5})));

    Read read = openAgain();

    assertThat(read.secret).isEqualTo(SECRET);
    assertThat(read.slots).isEqualTo(slots);
    assertThat(read.pages).hasSize(1);
    assertThat(read.pages.get(0).number()).isEqualTo(7);
    assertThat(read.pages.get(0).generation()).isEqualTo(3);
    assertThat(read.pages.get(0).tags()).containsExactly(1, -1, 5);
  }

  @Test
  void aSlotTakesThePlaceOfTheOneBefore() throws Exception {
    store.read(new Read());
    write(true, List.of(slot(0, mark(1, 100)), slot(1, mark(2, 100))), List.of());
    write(false, List.of(slot(1, mark(3, 50)), slot(2, mark(4, 1))), List.of(page(1)));
    write(false, List.of(slot(2, mark(5, 1))), List.of(page(2)));

    Read read = openAgain();

    assertThat(read.slots).extracting(Slot::number).containsExactly(0, 1, 2);
    assertThat(read.slots)
        .extracting(slot -> slot.mark().key())
        .containsExactly(key(1), key(3), key(5));
    assertThat(read.slots).extracting(Slot::group).containsExactly(1L, 2L, 3L);
    assertThat(read.pages).hasSize(1);
    assertThat(read.pages.get(0).tags()).containsExactly(2);
  }

  private static Page page(int tag) {
    return new Page(0, 0, new int[] {tag});
  }

  @Test
  void aGroupThatReplacesLeavesNothingOfBefore() throws Exception {
    store.read(new Read());
    write(true, List.of(slot(0, mark(1, 100)), slot(1, mark(2, 100))), List.of(page(1)));
    write(true, List.of(slot(0, mark(3, 1))), List.of());

    Read read = openAgain();

    assertThat(read.slots).extracting(slot -> slot.mark().key()).containsExactly(key(3));
    assertThat(read.pages).isEmpty();
  }

  @Test
  void manySlotsComeInTheOrderOfTheirNumbers() throws Exception {
    store.read(new Read());
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      slots.add(slot(i * 7 % 1_000, mark(i, i)));
    }
    write(true, slots, List.of());

    Read read = openAgain();

    assertThat(read.slots).hasSize(1_000);
    assertThat(read.slots).extracting(Slot::number).isSorted();
  }

  @Test
  void itCanBeClosedTwice() throws Exception {
    store.read(new Read());
    store.close();
    store.close();
  }

  @Test
  void itCanBeClosedUnread() {
    store.close();
  }
}
