package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.HeapSize;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who keeps a place, who keeps the place of a wrong clock, and what has to be written. */
class MarkTableTest {
  private static final Tai64n FUTURE = Tai64n.of(1L << 62 | 1L << 40, 0);

  private final KeyHashes hashes = KeyHashes.of(new Random(3));
  private final ChangedEntries changes = new ChangedEntries(100);

  private MarkTable table(int capacity, int maxExceptions) {
    return new MarkTable(capacity, maxExceptions, hashes, new ManualTime(), changes);
  }

  @Test
  void anExceptionIsProtectedWithItsKey() {
    MarkTable table = table(10, 2);
    int first = addWithException(table, 1);
    assertThat(table.protect(first, key(1))).isTrue();
    int second = addWithException(table, 2);
    int third = addWithException(table, 3);

    assertThat(table.exception(first, key(1))).isNotNull();
    assertThat(table.exception(second, key(2))).as("a stranger's, and the oldest").isNull();
    assertThat(table.exception(third, key(3))).isNotNull();
  }

  @Test
  void whoLostTheExceptionKeepsTheFutureAsItsMark() {
    MarkTable table = table(10, 1);
    int first = addWithException(table, 1);
    int second = add(table, 2);
    var unused = changes.take(100);

    table.putException(second, key(2), ahead());

    assertThat(table.entries().timestamp(first)).isEqualTo(FUTURE);
    assertThat(table.entries().hasException(first)).isFalse();
    assertThat(changes.take(100)).as("what has to be written").contains(first);
  }

  @Test
  void anExceptionThatSaysNothingTakesNoPlace() {
    MarkTable table = table(10, 2);
    int right = addWithException(table, 1);
    table.protect(right, key(1));
    ClockException exception = table.exception(right, key(1));
    exception.ahead = null;
    table.dropIfEmpty(right, key(1), exception);
    assertThat(table.exception(right, key(1))).isNull();

    int second = addWithException(table, 2);
    int third = addWithException(table, 3);

    assertThat(table.exception(second, key(2))).isNotNull();
    assertThat(table.exception(third, key(3))).isNotNull();
  }

  @Test
  void anExceptionThatSaysSomethingIsNotDropped() {
    MarkTable table = table(10, 2);
    int entry = addWithException(table, 1);
    table.dropIfEmpty(entry, key(1), table.exception(entry, key(1)));
    assertThat(table.exception(entry, key(1))).isNotNull();
  }

  @Test
  void theExceptionOfAKeyThatIsForgottenTakesNoPlace() {
    MarkTable table = table(2, 2);
    int first = addWithException(table, 1);
    table.protect(first, key(1));
    int second = add(table, 2);
    table.protect(second, key(2));
    // In the place of the first.
    int third = addWithException(table, 3);
    assertThat(third).isEqualTo(first);
    table.putException(second, key(2), ahead());

    assertThat(table.exception(third, key(3))).isNotNull();
    assertThat(table.exception(second, key(2))).isNotNull();
  }

  @Test
  void whatChangesHasToBeWritten() {
    MarkTable table = table(10, 2);
    int entry = addWithException(table, 1);
    assertThat(changes.count()).isZero();

    assertThat(table.protect(entry, key(1))).isTrue();
    assertThat(changes.take(10)).containsExactly(entry);
    assertThat(table.protect(entry, key(1))).as("no news").isFalse();
    assertThat(changes.count()).isZero();

    table.fold(entry, table.exception(entry, key(1)));
    assertThat(changes.take(10)).containsExactly(entry);
    assertThat(table.entries().timestamp(entry)).isEqualTo(FUTURE);
  }

  @Test
  void aFutureThatIsOlderThanTheMarkLeavesItAlone() {
    MarkTable table = table(10, 2);
    int entry = addWithException(table, 1);
    Tai64n later = Tai64n.of(FUTURE.seconds() + 1, 0);
    table.entries().setTimestamp(entry, later);

    table.fold(entry, table.exception(entry, key(1)));

    assertThat(table.entries().timestamp(entry)).isEqualTo(later);
  }

  @Test
  void keysThatComeAndGoTakeNoMoreMemory() {
    MarkTable table = table(100, 2);
    for (int i = 0; i < 1_000; i++) {
      add(table, i);
    }
    long full = HeapSize.of(table);
    for (int i = 1_000; i < 6_000; i++) {
      add(table, i);
    }

    assertThat(HeapSize.of(table)).isEqualTo(full);
    assertThat(table.forgotten()).isEqualTo(5_900);
    assertThat(table.find(bytes(5_900), hash(5_900))).isNotEqualTo(RecencyList.NONE);
    assertThat(table.find(bytes(5_899), hash(5_899))).isEqualTo(RecencyList.NONE);
  }

  @Test
  void theOrderOfUseIsGivenAnewForKnownKeysAndStrangers() {
    MarkTable table = table(4, 2);
    for (int i = 0; i < 4; i++) {
      int entry = add(table, i);
      if (i % 2 == 0) {
        table.protect(entry, key(i));
      }
    }

    table.order(new long[] {9, 7, 3, 8});

    // Strangers first, of each kind the one that was used longest ago.
    for (int oldest : new int[] {1, 3, 2, 0}) {
      assertThat(table.find(bytes(oldest), hash(oldest))).isEqualTo(oldest);
      int entry = add(table, 10 + oldest);
      table.protect(entry, key(10 + oldest));
      assertThat(entry).isEqualTo(oldest);
      assertThat(table.find(bytes(oldest), hash(oldest))).isEqualTo(RecencyList.NONE);
    }
  }

  private int addWithException(MarkTable table, int number) {
    int entry = add(table, number);
    table.putException(entry, key(number), ahead());
    return entry;
  }

  private int add(MarkTable table, int number) {
    return table.add(bytes(number), hash(number));
  }

  private int hash(int number) {
    return (int) hashes.ofKey(bytes(number));
  }

  private static ClockException ahead() {
    ClockException exception = new ClockException();
    exception.ahead = FUTURE;
    return exception;
  }

  private static PublicKey key(int number) {
    return PublicKey.ofBytes(bytes(number));
  }

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(32).putInt(28, number).array();
  }
}
