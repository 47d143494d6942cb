package io.jitpeers.replay.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.ReplayStore;
import io.jitpeers.spi.ReplayStoreProvider;
import io.jitpeers.testkit.contract.ReplayStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteReplayStoreTest extends ReplayStoreContract {
  @TempDir Path folder;
  private SqliteReplayStore store;

  private Path file() {
    return folder.resolve("made").resolve("replay.sqlite");
  }

  @Override
  protected ReplayStore openStore() {
    end();
    store = SqliteReplayStore.in(file());
    return store;
  }

  @AfterEach
  void end() {
    if (store != null) {
      store.close();
    }
  }

  @Test
  void onlyItsOwnerCanReadIt() throws Exception {
    store.read(new Marks());
    store.write(Marks.group(1, true, 0, 10));
    for (Path each : new Path[] {file(), file().resolveSibling("replay.sqlite-wal")}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .as(each.toString())
          .isEqualTo("rw-------");
    }
    store.close();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    openStore().read(new Marks());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void aSecondGatewayIsRefused() throws Exception {
    store.read(new Marks());
    try (SqliteReplayStore second = SqliteReplayStore.in(file())) {
      assertThatIOException()
          .isThrownBy(() -> second.read(new Marks()))
          .withMessageContaining(file().toString())
          .withMessageContaining(
              "another process has opened it; end that one, or give each gateway");
    }
    store.write(Marks.group(1, true, 0, 1));
    Marks read = new Marks();
    openStore().read(read);
    assertThat(read.slots).hasSize(1);
  }

  private void makeDatabase(String... statements) throws Exception {
    Files.createDirectories(file().getParent());
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  @Test
  void aDatabaseOfAnotherProgramIsLeftAlone() throws Exception {
    makeDatabase("CREATE TABLE peer (a)", "INSERT INTO peer VALUES (1)");
    byte[] before = Files.readAllBytes(file());
    assertThatIOException()
        .isThrownBy(() -> store.read(new Marks()))
        .withMessageContaining("is a database of another program; name another file");
    assertThat(Files.exists(file().resolveSibling("replay.sqlite.damaged"))).isFalse();
    assertThat(Files.size(file())).isEqualTo(before.length);
  }

  @Test
  void aFileOfALaterVersionIsSetAside() throws Exception {
    store.read(new Marks());
    store.write(Marks.group(1, true, 0, 3));
    store.close();
    makeDatabase("PRAGMA user_version = 99");

    Marks read = new Marks();
    assertThat(openStore().read(read)).isFalse();

    assertThat(read.slots).isEmpty();
    assertThat(store.damages()).isEqualTo(1);
    assertThat(Files.exists(file().resolveSibling("replay.sqlite.damaged"))).isTrue();
    store.write(Marks.group(2, true, 0, 3));
    openStore().read(read);
    assertThat(read.slots).hasSize(3);
  }

  @Test
  void aFolderThatCannotBeMadeIsSaid() throws Exception {
    Path occupied = folder.resolve("occupied");
    Files.createFile(occupied);
    try (SqliteReplayStore bad = SqliteReplayStore.in(occupied.resolve("replay.sqlite"))) {
      assertThatIOException()
          .isThrownBy(() -> bad.read(new Marks()))
          .withMessageContaining("cannot be created")
          .withMessageContaining("name another file");
    }
  }

  /** max_page_count makes SQLite report the error of a full disk. */
  @Test
  void aFullDiskFailsAGroupAndKeepsThoseBefore() throws Exception {
    store.read(new Marks());
    store.write(Marks.group(1, true, 0, 10));
    store.pragma("max_page_count = 20");
    for (int i = 2; i < 5; i++) {
      long number = i;
      assertThatIOException()
          .isThrownBy(() -> store.write(Marks.group(number, false, 0, 5_000)))
          .withMessageContaining("full");
    }
    store.pragma("max_page_count = 1000000");
    store.write(Marks.group(5, false, 10, 20));

    Marks read = new Marks();
    assertThat(openStore().read(read)).isTrue();
    assertThat(read.slots).hasSize(20);
    assertThat(read.slots.get(0).group()).as("nothing of a failed group").isEqualTo(1);
    assertThat(store.damages()).as("nor is one taken for damage").isZero();
  }

  @Test
  void itsNameHasNoQuestionMark() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SqliteReplayStore.in(Path.of("replay?mode=ro")))
        .withMessageContaining("question mark");
  }

  @Test
  void settingsMakeOne() throws IOException {
    ReplayStoreProvider provider =
        ServiceLoader.load(ReplayStoreProvider.class).findFirst().orElseThrow();
    assertThat(provider.name()).isEqualTo("sqlite");
    Path file = folder.resolve("by-settings");
    Settings settings =
        Settings.of(Map.of("replay-store.sqlite.file", file.toString()))
            .scope("replay-store.sqlite");
    try (ReplayStore made = provider.create(settings)) {
      made.read(new Marks());
      assertThat(Files.exists(file)).isTrue();
    }
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> provider.create(Settings.of(Map.of()).scope("replay-store.sqlite")))
        .withMessageContaining("replay-store.sqlite.file is required");
  }
}
