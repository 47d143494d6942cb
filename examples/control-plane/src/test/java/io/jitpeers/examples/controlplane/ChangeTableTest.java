package io.jitpeers.examples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.controlplane.Change.Position;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeTableTest {
  @TempDir private Path folder;
  private DatabaseFile file;
  private ChangeTable changes;

  @BeforeEach
  void open() {
    file = DatabaseFile.openOrCreate(path());
    changes = ChangeTable.open(file);
  }

  @AfterEach
  void close() {
    changes.close();
  }

  private Path path() {
    return folder.resolve("peers.db");
  }

  private static void add(DatabaseFile file, int number) throws Exception {
    PeerConfig config = TestPeers.peer(number, "10.0." + (number >> 8) + "." + (number & 255));
    try (PeerEdit edit = PeerEdit.begin(file)) {
      edit.put(config);
      edit.claim(config.publicKey(), config.allowedIps(), false);
      edit.commit();
    }
  }

  private void execute(Path database, String... statements) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private List<PublicKey> keysAfter(Position position) {
    return changes.read(position.number(), changes.newest().number(), 100).stream()
        .map(Change::key)
        .toList();
  }

  @Test
  void aNewDatabaseIsAtItsBeginning() {
    assertThat(changes.newest()).isEqualTo(Position.BEGINNING);
    assertThat(changes.find("0")).contains(Position.BEGINNING);
    assertThat(changes.read(0, 100, 100)).isEmpty();
  }

  @Test
  void addingReplacingAndRemovingAreChanges() throws Exception {
    add(file, 1);
    add(file, 2);
    add(file, 1);
    try (PeerEdit edit = PeerEdit.begin(file)) {
      edit.remove(TestPeers.key(2));
      edit.commit();
    }

    assertThat(keysAfter(Position.BEGINNING))
        .containsExactly(TestPeers.key(1), TestPeers.key(2), TestPeers.key(1), TestPeers.key(2));
    assertThat(changes.newest().number()).isEqualTo(4);
    assertThat(changes.read(1, 3, 100))
        .extracting(c -> c.position().number())
        .containsExactly(2L, 3L);
    assertThat(changes.read(0, 4, 2)).hasSize(2);
    assertThat(changes.find(changes.newest().id())).contains(changes.newest());
  }

  @Test
  void whatSomebodyDoesByHandIsAChange() throws Exception {
    add(file, 1);
    add(file, 2);
    Position before = changes.newest();
    String other = TestPeers.key(3).toHex();

    execute(
        path(),
        "UPDATE peer SET persistent_keepalive = 7 WHERE public_key = x'"
            + TestPeers.key(1).toHex()
            + "'",
        "UPDATE peer SET public_key = x'" + other + "' WHERE persistent_keepalive = 7",
        "DELETE FROM peer");

    assertThat(keysAfter(before))
        .startsWith(TestPeers.key(1), TestPeers.key(1), TestPeers.key(1), TestPeers.key(3))
        .endsWith(TestPeers.key(3))
        .contains(TestPeers.key(2));
  }

  @Test
  void whatIsRolledBackIsNoChange() throws Exception {
    add(file, 1);
    Position before = changes.newest();
    try (PeerEdit edit = PeerEdit.begin(file)) {
      edit.put(TestPeers.peer(2, "10.0.0.2"));
      assertThat(changes.newest()).isEqualTo(before);
    }
    add(file, 3);

    assertThat(keysAfter(before)).containsExactly(TestPeers.key(3));
    assertThat(changes.newest().number()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1-", "1-00000000", "2-00000000", "-1", "x", "00", "1-0000000g"})
  void whatIsNoPositionIsNotFound(String id) throws Exception {
    add(file, 1);

    assertThat(changes.find(id)).isEmpty();
  }

  @Test
  void theLogIsBounded() throws Exception {
    add(file, 0);
    Position first = changes.newest();
    try (PeerEdit edit = PeerEdit.begin(file)) {
      for (int i = 1; i <= ChangeSchema.REMEMBERED; i++) {
        edit.put(TestPeers.peer(i));
      }
      edit.commit();
    }

    long newest = changes.newest().number();
    assertThat(newest).isEqualTo(ChangeSchema.REMEMBERED + 1L);
    assertThat(changes.find(first.id())).as("no longer remembered").isEmpty();
    assertThat(changes.find("0")).isEmpty();
    assertThat(changes.read(0, newest, 10)).as("there is a gap before the rest").isEmpty();
    assertThat(changes.read(1, newest, 10)).hasSize(10);
  }

  /** Another change has the number of one that was forgotten by the restoring. */
  @Test
  void aPositionOfBeforeARestoredBackupIsNotFound() throws Exception {
    add(file, 1);
    Position common = changes.newest();
    changes.close();
    execute(path(), "PRAGMA wal_checkpoint(TRUNCATE)");
    Path backup = Files.copy(path(), folder.resolve("backup.db"));
    add(file, 2);
    changes = ChangeTable.open(file);
    Position lost = changes.newest();
    changes.close();

    DatabaseFile restored = DatabaseFile.open(backup);
    changes = ChangeTable.open(restored);
    assertThat(changes.find(lost.id())).as("not yet reached again").isEmpty();
    add(restored, 3);

    assertThat(changes.newest().number()).isEqualTo(lost.number());
    assertThat(changes.find(lost.id())).as("another change").isEmpty();
    assertThat(changes.find(common.id())).contains(common);
  }

  /** As they were before there was a log. */
  @Test
  void anOlderDatabaseGetsALog() throws Exception {
    add(file, 1);
    execute(
        path(),
        "DROP TRIGGER peer_added",
        "DROP TRIGGER peer_edited",
        "DROP TRIGGER peer_removed",
        "DROP TRIGGER peer_change_bounded");
    changes.close();
    execute(path(), "DROP TABLE peer_change");

    DatabaseFile again = DatabaseFile.open(path());
    changes = ChangeTable.open(again);
    assertThat(changes.newest()).isEqualTo(Position.BEGINNING);
    add(again, 2);

    assertThat(keysAfter(Position.BEGINNING)).containsExactly(TestPeers.key(2));
    try (PeerDatabase peers = PeerDatabase.open(again, 1)) {
      assertThat(peers.find(TestPeers.key(1))).isPresent();
    }
  }
}
