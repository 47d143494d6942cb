package io.jitpeers.internal.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {
  private static final FileFormat FORMAT =
      new FileFormat(FileFormat.Kind.PEERS, 3, PublicKey.ofBytes(new byte[32]));

  @TempDir Path folder;
  private final FaultyDisk disk = new FaultyDisk();
  private final List<String> found = new ArrayList<>();

  private Path path() {
    return folder.resolve("records");
  }

  private RecordFile open() throws IOException {
    return open(FORMAT);
  }

  private RecordFile open(FileFormat format) throws IOException {
    found.clear();
    RecordFile file = RecordFile.open(disk, path(), format, FileFormat.newSalt(new Random(1)));
    file.load((offset, record) -> found.add(new String(record, UTF_8)));
    return file;
  }

  private List<String> reopened() throws IOException {
    open().close();
    return List.copyOf(found);
  }

  private static List<byte[]> bytes(String... records) {
    return Arrays.stream(records).map(text -> text.getBytes(UTF_8)).toList();
  }

  private static long[] append(RecordFile file, String... records) throws IOException {
    return file.append(bytes(records));
  }

  @Test
  void whatIsAppendedIsThereAgain() throws Exception {
    try (RecordFile file = open()) {
      assertThat(found).isEmpty();
      long[] offsets = append(file, "one", "", "three");
      append(file, "four");
      assertThat(file.read(offsets[2])).asString(UTF_8).isEqualTo("three");
      assertThat(file.read(offsets[1])).isEmpty();
      assertThatIOException()
          .isThrownBy(() -> file.read(offsets[2] + 1))
          .withMessageContaining("damaged");
    }
    assertThat(reopened()).containsExactly("one", "", "three", "four");
  }

  @Test
  void anEmptyFileIsAHeaderForItsOwnerAlone() throws Exception {
    open().close();
    assertThat(path()).hasSize(FileFormat.HEADER_LENGTH);
    if (Files.getFileStore(path()).supportsFileAttributeView("posix")) {
      assertThat(Files.getPosixFilePermissions(path()))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void theSaltIsTheFilesOwnAndStays() throws Exception {
    byte[] salt;
    try (RecordFile file = open()) {
      salt = file.salt();
      file.compact((offset, record) -> true, (offset, record) -> {}).commit();
    }
    try (RecordFile file =
        RecordFile.open(disk, path(), FORMAT, FileFormat.newSalt(new Random(2)))) {
      assertThat(file.salt()).isEqualTo(salt);
    }
    Files.delete(path());
    try (RecordFile file =
        RecordFile.open(disk, path(), FORMAT, FileFormat.newSalt(new Random(2)))) {
      assertThat(file.salt()).isNotEqualTo(salt);
    }
  }

  @Test
  void aFileCutAtAnyByteLosesWhatWasNotWholeAndNothingElse() throws Exception {
    try (RecordFile file = open()) {
      append(file, "first", "second", "third");
    }
    byte[] whole = Files.readAllBytes(path());
    int frame = Frame.OVERHEAD;
    int first = FileFormat.HEADER_LENGTH + frame + 5;
    int second = first + frame + 6;
    for (int length = FileFormat.HEADER_LENGTH; length < whole.length; length++) {
      Files.write(path(), Arrays.copyOf(whole, length));
      List<String> expected =
          length < first
              ? List.of()
              : length < second ? List.of("first") : List.of("first", "second");
      try (RecordFile file = open()) {
        assertThat(found).as("cut at %s", length).isEqualTo(expected);
        long end = expected.isEmpty() ? 64 : expected.size() == 1 ? first : second;
        assertThat(file.cut()).isEqualTo(length - end);
        assertThat(file.damaged()).isZero();
        append(file, "next");
      }
      assertThat(reopened()).last().isEqualTo("next");
      assertThat(found).hasSize(expected.size() + 1);
    }
  }

  @Test
  void aDamagedByteLosesItsRecordAndNothingElse() throws Exception {
    try (RecordFile file = open()) {
      append(file, "first", "second", "third");
    }
    byte[] whole = Files.readAllBytes(path());
    int from = FileFormat.HEADER_LENGTH + Frame.OVERHEAD + 5;
    int to = from + Frame.OVERHEAD + 6;
    for (int at = from; at < to; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x40;
      Files.write(path(), damaged);
      try (RecordFile file = open()) {
        assertThat(found).as("damaged at %s", at).containsExactly("first", "third");
        assertThat(file.damaged()).isEqualTo(1);
        assertThat(file.cut()).isZero();
      }
    }
  }

  @Test
  void aLongStretchOfGarbageIsPassed() throws Exception {
    try (RecordFile file = open()) {
      append(file, "first");
    }
    byte[] before = Files.readAllBytes(path());
    try (RecordFile file = open()) {
      append(file, "second");
    }
    byte[] after = Files.readAllBytes(path());
    byte[] garbage = new byte[1_000_000];
    new Random(7).nextBytes(garbage);
    byte[] all =
        Arrays.copyOf(before, before.length + garbage.length + after.length - before.length);
    System.arraycopy(garbage, 0, all, before.length, garbage.length);
    System.arraycopy(
        after, before.length, all, before.length + garbage.length, after.length - before.length);
    Files.write(path(), all);
    assertThat(reopened()).containsExactly("first", "second");
  }

  @Test
  void aRecordInsideARecordIsNone() throws Exception {
    byte[] inner;
    try (RecordFile file = open()) {
      append(file, "inner");
      byte[] all = Files.readAllBytes(path());
      inner = Arrays.copyOfRange(all, FileFormat.HEADER_LENGTH, all.length);
    }
    Files.delete(path());
    try (RecordFile file =
        RecordFile.open(disk, path(), FORMAT, FileFormat.newSalt(new Random(99)))) {
      file.load((offset, record) -> {});
      file.append(List.of(inner));
    }
    byte[] all = Files.readAllBytes(path());
    all[FileFormat.HEADER_LENGTH] ^= 1; // The outer record is damaged; the inner one is not.
    Files.write(path(), all);
    assertThat(reopened()).isEmpty();
  }

  @Test
  void aFullDiskLosesOnlyWhatWasAppendedThen() throws Exception {
    try (RecordFile file = open()) {
      append(file, "first");
      disk.fill(11);
      assertThatIOException().isThrownBy(() -> append(file, "second"));
      disk.free();
      append(file, "3");
    }
    assertThat(reopened()).containsExactly("first", "3");
  }

  @Test
  void compactionKeepsWhatIsLive() throws Exception {
    List<Long> kept = new ArrayList<>();
    try (RecordFile file = open()) {
      for (int i = 0; i < 20_000; i++) {
        append(file, "record " + i);
      }
      long before = file.size();
      file.compact(
              (offset, record) -> new String(record, UTF_8).endsWith("7"),
              (offset, record) -> kept.add(offset))
          .commit();
      assertThat(file.size()).isLessThan(before / 5);
      assertThat(kept).hasSize(2_000);
      assertThat(file.read(kept.get(1999))).asString(UTF_8).isEqualTo("record 19997");
      append(file, "after");
    }
    assertThat(reopened()).hasSize(2_001).endsWith("record 19997", "after");
    assertThat(folder.resolve("records.new")).doesNotExist();
  }

  @Test
  void aCompactionThatDoesNotFitLeavesTheFileAsItWas() throws Exception {
    try (RecordFile file = open()) {
      append(file, "one", "two");
      disk.fill(70);
      assertThatIOException()
          .isThrownBy(() -> file.compact((offset, record) -> true, (offset, record) -> {}));
      assertThat(folder.resolve("records.new")).doesNotExist();
      disk.free();
      append(file, "three");
    }
    assertThat(reopened()).containsExactly("one", "two", "three");
  }

  @Test
  void theEndOfTheProcessAtAnyStepOfACompactionLeavesAWholeFile() throws Exception {
    boolean killed = true;
    for (int steps = 0; killed; steps++) {
      Files.deleteIfExists(path());
      FaultyDisk dying = new FaultyDisk();
      RecordFile file = RecordFile.open(dying, path(), FORMAT, FileFormat.newSalt(new Random(1)));
      file.load((offset, record) -> {});
      file.append(bytes("old", "live"));
      dying.killAfter(steps);
      try {
        file.compact((offset, record) -> record.length == 4, (offset, record) -> {}).commit();
        killed = false;
      } catch (FaultyDisk.KilledException e) {
        assertThat(steps).isLessThan(10);
      }
      file.close(); // The end of a process also closes its files.
      assertThat(reopened()).as("killed after %s", steps).endsWith("live");
      assertThat(found).hasSizeBetween(1, 2);
      assertThat(folder.resolve("records.new")).doesNotExist();
    }
  }

  @Test
  void theEndOfTheProcessWhileAFileIsCreatedLeavesNoHalfOfOne() throws Exception {
    boolean killed = true;
    for (int steps = 0; killed; steps++) {
      Files.deleteIfExists(path());
      FaultyDisk dying = new FaultyDisk();
      dying.killAfter(steps);
      try {
        RecordFile.open(dying, path(), FORMAT, FileFormat.newSalt(new Random(1))).close();
        killed = false;
      } catch (FaultyDisk.KilledException e) {
        assertThat(steps).isLessThan(10);
      }
      assertThat(reopened()).isEmpty();
    }
  }

  @Test
  void anotherFormatIsRefusedAndCanBeSetAside() throws Exception {
    try (RecordFile file = open()) {
      append(file, "one");
    }
    FileFormat next = new FileFormat(FileFormat.Kind.PEERS, 4, FORMAT.device());
    assertThatExceptionOfType(UnreadableFileException.class)
        .isThrownBy(() -> open(next))
        .withMessage("it has version 3, but this library reads version 4");
    byte[] other = new byte[32];
    other[0] = 9;
    assertThatExceptionOfType(UnreadableFileException.class)
        .isThrownBy(() -> open(new FileFormat(FileFormat.Kind.PEERS, 3, PublicKey.ofBytes(other))))
        .withMessage("it contains other data or belongs to another device");
    assertThat(reopened()).containsExactly("one");

    Path aside = RecordFile.setAside(disk, path());
    assertThat(aside).exists().hasFileName("records.unreadable");
    open(next).close();
    assertThat(found).isEmpty();
  }

  @Test
  void aDamagedHeaderIsRefusedWhereverItIsDamaged() throws Exception {
    open().close();
    byte[] whole = Files.readAllBytes(path());
    for (int at = 0; at < FileFormat.HEADER_LENGTH; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(path(), damaged);
      assertThatThrownBy(this::open).as("at %s", at).isInstanceOf(UnreadableFileException.class);
      Files.write(path(), Arrays.copyOf(whole, at));
      assertThatThrownBy(this::open)
          .as("cut at %s", at)
          .isInstanceOf(UnreadableFileException.class);
    }
  }

  @Test
  void aSecondUserIsRefusedAndDoesNotDisturbTheFirst() throws Exception {
    try (RecordFile first = open()) {
      for (int i = 0; i < 2; i++) {
        assertThatIOException()
            .isThrownBy(this::open)
            .withMessage(
                "the state file %s is in use by another gateway; stop that gateway, or give"
                    + " each gateway its own state.directory",
                path());
      }
      append(first, "one");
    }
    assertThat(reopened()).containsExactly("one");
  }

  @Test
  void aRecordThatIsTooLongIsRefused() throws Exception {
    try (RecordFile file = open()) {
      assertThatThrownBy(() -> file.append(List.of(new byte[RecordFile.MAX_LENGTH + 1])))
          .isInstanceOf(IllegalArgumentException.class);
      file.append(List.of(new byte[RecordFile.MAX_LENGTH]));
    }
    assertThat(reopened()).singleElement().asString().hasSize(RecordFile.MAX_LENGTH);
  }
}
