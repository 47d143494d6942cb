package io.jitpeers.replay.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.ReplayStore.Slot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files do not prevent a gateway from starting, and the loss is logged. */
class DamageTest {
  private static final int MARKS = 2_000;
  private static final int GROUPS = 20;

  @TempDir Path folder;
  private Path file;
  private Path log;

  /**
   * A file and a log as after a crash: all marks in the file are of group 1, and each later group
   * in the log changed a tenth of them.
   */
  @BeforeEach
  void crash() throws Exception {
    Path live = folder.resolve("live");
    file = folder.resolve("replay.sqlite");
    log = folder.resolve("replay.sqlite-wal");
    try (SqliteReplayStore store = SqliteReplayStore.in(live)) {
      store.read(new Marks());
      store.write(Marks.group(1, true, 0, MARKS));
      store.pragma("wal_checkpoint(TRUNCATE)");
      for (int group = 2; group <= GROUPS; group++) {
        store.write(Marks.group(group, false, 0, MARKS / 10));
      }
      copy(live, file);
      copy(folder.resolve("live-wal"), log);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Starts with the damaged file; afterwards the store works, and the next start finds it
   * undamaged.
   */
  private Marks start(int damages) throws Exception {
    Marks read = new Marks();
    try (SqliteReplayStore store = SqliteReplayStore.in(file)) {
      boolean whole = store.read(read);
      assertThat(store.damages()).as("told").isEqualTo(damages);
      store.write(Marks.group(100, !whole, 0, MARKS));
    }
    Marks again = new Marks();
    try (SqliteReplayStore store = SqliteReplayStore.in(file)) {
      assertThat(store.read(again)).isTrue();
      assertThat(store.damages()).isZero();
      assertThat(again.slots).hasSize(MARKS);
    }
    read.slots.forEach(DamageTest::assertGenuine);
    return read;
  }

  /** Damage loses marks, but creates none. */
  private static void assertGenuine(Slot slot) {
    assertThat(slot).isEqualTo(Marks.slot(slot.number(), slot.group()));
  }

  /** Returns the groups of the marks that every group changed. */
  private static Set<Long> groups(Marks read) {
    return read.slots.stream()
        .filter(slot -> slot.number() < MARKS / 10)
        .map(Slot::group)
        .collect(Collectors.toSet());
  }

  private static void overwrite(Path path, long at, int length) throws IOException {
    byte[] noise = new byte[length];
    new Random(at).nextBytes(noise);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(noise), at);
    }
  }

  private static void truncate(Path path, long to) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(to);
    }
  }

  @Test
  void withoutDamageNothingIsLost() throws Exception {
    Marks read = start(0);
    assertThat(read.slots).hasSize(MARKS);
    assertThat(groups(read)).containsExactly((long) GROUPS);
  }

  @Test
  void aTruncatedTailLosesTheLastGroup() throws Exception {
    truncate(log, Files.size(log) - 100);
    Marks read = start(1);
    assertThat(read.slots).hasSize(MARKS);
    assertThat(groups(read)).containsExactly(GROUPS - 1L);
  }

  @Test
  void anOverwrittenTailLosesTheLastGroup() throws Exception {
    overwrite(log, Files.size(log) - 500, 300);
    Marks read = start(1);
    assertThat(read.slots).hasSize(MARKS);
    assertThat(groups(read)).containsExactly(GROUPS - 1L);
  }

  /** As a file system may leave it after a power failure. */
  @Test
  void zerosBehindTheTailLoseNothing() throws Exception {
    long size = Files.size(log);
    truncate(log, size);
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(5_000), size);
    }
    Marks read = start(1);
    assertThat(groups(read)).containsExactly((long) GROUPS);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 16, 24, 40, 5_000, 50_000, 100_000})
  void aDamagedLogIsGoodUpToTheDamage(int at) throws Exception {
    overwrite(log, at, 64);
    Marks read = start(1);
    assertThat(read.slots).hasSize(MARKS);
    assertThat(groups(read)).as("one state, of a group's end").hasSize(1);
  }

  @Test
  void aLogThatIsGoneLosesWhatWasInIt() throws Exception {
    Files.delete(log);
    Marks read = start(0);
    assertThat(groups(read)).containsExactly(1L);
  }

  @Test
  void aPageInTheMiddleLosesItsMarks() throws Exception {
    Files.delete(log);
    overwrite(file, Files.size(file) / 2 / 1024 * 1024, 1024);
    Marks read = start(1);
    assertThat(read.slots).hasSizeBetween(MARKS - 100, MARKS - 1);
  }

  @Test
  void manyPagesLoseTheirMarksAndNoOthers() throws Exception {
    Files.delete(log);
    long pages = Files.size(file) / 1024;
    for (long page = 20; page < pages; page += 20) {
      overwrite(file, page * 1024, 8);
    }
    Marks read = start(1);
    assertThat(read.slots).hasSizeBetween(MARKS / 2, MARKS - 1);
    assertThat(Files.exists(folder.resolve("replay.sqlite.damaged"))).isTrue();
  }

  /** Within a row, where SQLite does not notice it. */
  @Test
  void aByteOfAMarkLosesThatMark() throws Exception {
    Files.delete(log);
    byte[] bytes = Files.readAllBytes(file);
    byte[] key = Marks.key(1_234).toBytes();
    int at = indexOf(bytes, key);
    overwrite(file, at + 10, 1);
    Marks read = start(1);
    assertThat(read.slots).hasSize(MARKS - 1);
    assertThat(read.slots).extracting(Slot::number).doesNotContain(1_234);
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; i + wanted.length <= bytes.length; i++) {
      if (java.util.Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    throw new AssertionError("the key is not in the file");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.7, 0.99})
  void aTruncatedFileLosesWhatWasBehind(double kept) throws Exception {
    Files.delete(log);
    truncate(file, (long) (Files.size(file) * kept));
    Marks read = new Marks();
    try (SqliteReplayStore store = SqliteReplayStore.in(file)) {
      boolean whole = store.read(read);
      assertThat(store.damages()).as("told").isPositive();
      store.write(Marks.group(100, !whole, 0, MARKS));
    }
    read.slots.forEach(DamageTest::assertGenuine);
    assertThat(start(0).slots).hasSize(MARKS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 100, 1024, 4096})
  void aDamagedBeginningIsSetAside(int length) throws Exception {
    Files.delete(log);
    overwrite(file, 0, length);
    Marks read = new Marks();
    try (SqliteReplayStore store = SqliteReplayStore.in(file)) {
      boolean whole = store.read(read);
      store.write(Marks.group(100, !whole, 0, MARKS));
      assertThat(store.damages()).as("told").isPositive();
    }
    assertThat(start(0).slots).hasSize(MARKS);
    assertThat(Files.exists(folder.resolve("replay.sqlite.damaged"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 20, 5_000})
  void aFileOfSomethingElseIsNoReasonNotToStart(int length) throws Exception {
    Files.delete(log);
    truncate(file, 0);
    overwrite(file, 0, length);
    assertThat(start(length == 0 ? 0 : 1).slots).isEmpty();
  }
}
