package io.jitpeers.examples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerEditTest {
  @TempDir private Path folder;

  private Path path() {
    return folder.resolve("peers.db");
  }

  private static void add(DatabaseFile file, PeerConfig config) throws Exception {
    try (PeerEdit edit = PeerEdit.begin(file)) {
      edit.put(config);
      edit.claim(config.publicKey(), config.allowedIps());
      edit.commit();
    }
  }

  @Test
  void whatWasPutIsFoundAsItWas() throws Exception {
    DatabaseFile file = DatabaseFile.openOrCreate(path());
    PeerConfig plain = TestPeers.peer(1, "10.0.0.1/32");
    PeerConfig full = TestPeers.full(2, "10.0.0.2/32", "2001:db8::/64", "2001:db8::1/128");
    add(file, plain);
    add(file, full);
    try (PeerDatabase peers = PeerDatabase.open(DatabaseFile.open(path()), 1)) {
      assertThat(peers.find(plain.publicKey())).contains(plain);
      assertThat(peers.find(full.publicKey())).contains(full);
      assertThat(peers.find(TestPeers.key(3))).isEmpty();
    }
  }

  @Test
  void whoReadsSeesChangesAtOnce() throws Exception {
    DatabaseFile file = DatabaseFile.openOrCreate(path());
    PeerConfig first = TestPeers.peer(1, "10.0.0.1/32");
    PeerConfig second = TestPeers.full(1, "10.0.0.9/32");
    try (PeerDatabase peers = PeerDatabase.open(file, 1)) {
      assertThat(peers.find(first.publicKey())).isEmpty();
      add(file, first);
      assertThat(peers.find(first.publicKey())).contains(first);
      add(file, second);
      assertThat(peers.find(first.publicKey())).contains(second);
      try (PeerEdit edit = PeerEdit.begin(file)) {
        assertThat(edit.remove(first.publicKey())).isTrue();
        assertThat(edit.remove(first.publicKey())).isFalse();
        assertThat(peers.find(first.publicKey())).as("not committed yet").isPresent();
        edit.commit();
      }
      assertThat(peers.find(first.publicKey())).isEmpty();
    }
  }

  @Test
  void whatIsNotCommittedIsForgotten() throws Exception {
    DatabaseFile file = DatabaseFile.openOrCreate(path());
    try (PeerEdit edit = PeerEdit.begin(file)) {
      edit.put(TestPeers.peer(1, "10.0.0.1/32"));
    }
    try (PeerDatabase peers = PeerDatabase.open(file, 1)) {
      assertThat(peers.find(TestPeers.key(1))).isEmpty();
    }
  }

  @Test
  void anOverlapIsRefusedAndNamesTheOtherPeer() throws Exception {
    DatabaseFile file = DatabaseFile.openOrCreate(path());
    add(file, TestPeers.peer(1, "10.0.0.0/24"));
    assertThatThrownBy(() -> add(file, TestPeers.peer(2, "10.0.0.7/32")))
        .isInstanceOf(OverlapException.class)
        .hasMessage("the allowed IP 10.0.0.7/32 overlaps one of the peer " + TestPeers.key(1));
    add(file, TestPeers.peer(1, "10.0.1.0/24"));
    add(file, TestPeers.peer(2, "10.0.0.7/32"));
  }

  /** Against the definition, over changes that add, replace and remove. */
  @Test
  void exactlyOverlapsAreRefused() throws Exception {
    DatabaseFile file = DatabaseFile.openOrCreate(path());
    Map<Integer, IpPrefix> model = new HashMap<>();
    Random random = new Random(7);
    int refused = 0;
    try (PeerEdit edit = PeerEdit.begin(file)) {
      for (int turn = 0; turn < 3000; turn++) {
        int peer = random.nextInt(40);
        edit.remove(TestPeers.key(peer));
        model.remove(peer);
        IpPrefix prefix = randomPrefix(random);
        boolean free = model.values().stream().noneMatch(prefix::overlaps);
        PeerConfig config = TestPeers.peer(peer, prefix.toString());
        edit.put(config);
        try {
          edit.claim(config.publicKey(), config.allowedIps());
          assertThat(free).as("%s among %s", prefix, model).isTrue();
          model.put(peer, prefix);
        } catch (OverlapException e) {
          assertThat(free).as("%s among %s", prefix, model).isFalse();
          assertThat(edit.remove(config.publicKey())).as("takes nothing of others'").isTrue();
          refused++;
        }
      }
    }
    assertThat(refused).isBetween(100, 2900);
  }

  private static IpPrefix randomPrefix(Random random) throws Exception {
    byte[] address = random.nextBoolean() ? new byte[4] : new byte[16];
    address[0] = 0x20;
    address[address.length - 1] = (byte) random.nextInt(64);
    int bits = address.length * 8;
    return IpPrefix.masked(InetAddress.getByAddress(address), bits - random.nextInt(6));
  }

  @Test
  void onlyItsOwnerReadsTheFile() throws Exception {
    DatabaseFile file = DatabaseFile.openOrCreate(path());
    try (PeerDatabase peers = PeerDatabase.open(file, 1)) {
      add(file, TestPeers.full(1, "10.0.0.1/32"));
      assertThat(peers.find(TestPeers.key(1))).isPresent();
      try (var files = Files.list(folder)) {
        assertThat(files)
            .as("the log and its index, too")
            .hasSize(3)
            .allSatisfy(
                each ->
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                        .isEqualTo("rw-------"));
      }
    }
  }

  @Test
  void aDatabaseOfSomebodyElseIsLeftAlone() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE photos (name TEXT)");
    }
    byte[] before = Files.readAllBytes(path());
    assertThatThrownBy(() -> DatabaseFile.openOrCreate(path()))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("is of another program");
    assertThat(Files.readAllBytes(path())).isEqualTo(before);
  }

  /** As it was made by a version that knew nothing of clocks. */
  @Test
  void aDatabaseOfBeforeIsServed() throws Exception {
    PeerConfig peer = TestPeers.peer(1, "10.0.0.1/32");
    add(DatabaseFile.openOrCreate(path()), peer);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path());
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE peer_clock");
    }
    try (PeerDatabase peers = PeerDatabase.open(DatabaseFile.open(path()), 1)) {
      assertThat(peers.find(peer.publicKey())).contains(peer);
    }
  }

  @Test
  void whatIsNoDatabaseIsOneSentence() throws Exception {
    Files.writeString(path(), "this is a letter, and not a short one".repeat(100));
    assertThatThrownBy(() -> DatabaseFile.openOrCreate(path()))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("opening the database " + path() + " failed: ")
        .hasMessageContaining("not a database");
  }

  @Test
  void whatIsNotThereIsNotMadeByReading() {
    assertThatThrownBy(() -> DatabaseFile.open(path()))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("there is no database " + path());
    assertThat(path()).doesNotExist();
  }
}
