package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.ReplayMark;
import io.jitpeers.spi.ReplayMark.WrongClock;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A table takes in the marks of a store, which may have more of them than the table has room. */
class RestoredMarkTest {
  private static final long EARLY = 1_000;
  private static final long LATE = 2_000;
  private static final Tai64n FUTURE = Tai64n.of(1L << 62 | 1L << 40, 0);

  private final KeyHashes hashes = KeyHashes.of(new Random(3));

  private MarkTable table(int capacity, int maxExceptions) {
    return new MarkTable(capacity, maxExceptions, hashes, new ManualTime(), null);
  }

  private static PublicKey key(int number) {
    return PublicKey.ofBytes(ByteBuffer.allocate(32).putInt(28, number).array());
  }

  private boolean isRemembered(MarkTable table, int number) {
    byte[] bytes = key(number).toBytes();
    return table.find(bytes, (int) hashes.ofKey(bytes)) != RecencyList.NONE;
  }

  private static ReplayMark mark(int number, long seconds, boolean known, long epoch) {
    return new ReplayMark(key(number), Tai64n.of(seconds, 0), known, epoch, null);
  }

  private static ReplayMark stranger(int number) {
    return mark(number, EARLY, false, ReplayMark.NO_EPOCH);
  }

  private static ReplayMark known(int number) {
    return mark(number, EARLY, true, ReplayMark.NO_EPOCH);
  }

  private static ReplayMark strangerWithWrongClock(int number) {
    return new ReplayMark(
        key(number),
        Tai64n.of(EARLY, 0),
        false,
        ReplayMark.NO_EPOCH,
        new WrongClock(FUTURE, true, false, null, null));
  }

  @Test
  void theNewerOfTwoMarksOfAKeyIsKeptWhicheverComesFirst() {
    MarkTable table = table(10, 2);
    ReplayMark late = mark(2, LATE, true, 7);
    ReplayMark early = mark(2, EARLY, false, 3);
    table.restore(stranger(1));
    int entry = table.restore(late);
    assertThat(table.restore(early)).isEqualTo(entry);
    assertThat(table.mark(entry)).isEqualTo(late);

    MarkTable other = table(10, 2);
    other.restore(stranger(1));
    entry = other.restore(early);
    assertThat(other.restore(late)).isEqualTo(entry);
    assertThat(other.mark(entry)).isEqualTo(late);
    assertThat(other.entries().size()).isEqualTo(2);
  }

  @Test
  void aTableWithoutRoomForgetsTheFirstStranger() {
    MarkTable table = table(3, 2);
    table.restore(known(1));
    table.restore(stranger(2));
    table.restore(known(3));
    table.restore(stranger(4));
    assertThat(isRemembered(table, 2)).isFalse();
    table.restore(known(5));
    assertThat(isRemembered(table, 4)).isFalse();
    for (int kept : new int[] {1, 3, 5}) {
      assertThat(isRemembered(table, kept)).as("%d", kept).isTrue();
    }
    assertThat(table.forgotten()).isEqualTo(2);
  }

  @Test
  void aTableWithoutRoomAndWithoutStrangersForgetsTheFirstKnownKey() {
    MarkTable table = table(2, 2);
    table.restore(known(1));
    table.restore(known(2));
    table.restore(known(3));
    assertThat(isRemembered(table, 1)).isFalse();
    assertThat(isRemembered(table, 2)).isTrue();
    assertThat(isRemembered(table, 3)).isTrue();
  }

  @Test
  void theExceptionOfAKeyThatALaterMarkShowsAsKnownIsKeptLongerThanStrangers() {
    MarkTable table = table(10, 2);
    int client = table.restore(strangerWithWrongClock(1));
    table.restore(mark(1, LATE, true, ReplayMark.NO_EPOCH));
    int second = table.restore(strangerWithWrongClock(2));
    int third = table.restore(strangerWithWrongClock(3));
    assertThat(table.exception(client, key(1))).isNotNull();
    assertThat(table.exception(second, key(2))).as("the first stranger's").isNull();
    assertThat(table.exception(third, key(3))).isNotNull();
  }

  /** The client's first right timestamp need not exceed anything. */
  @Test
  void aKeyThatSentOnlyTimestampsOfTheFutureHasNoNewestOne() {
    MarkTable table = table(10, 2);
    byte[] bytes = key(1).toBytes();
    int entry = table.add(bytes, (int) hashes.ofKey(bytes));
    ClockException exception = new ClockException();
    exception.ahead = FUTURE;
    table.putException(entry, key(1), exception);
    assertThat(table.newest(key(1), EARLY)).isEmpty();
    assertThat(table.newest(key(1), FUTURE.seconds())).as("no longer ahead").contains(FUTURE);
  }
}
