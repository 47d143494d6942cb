package io.jitpeers.examples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerEditTest {
  @TempDir private Path folder;

  private Path path() {
    return folder.resolve("peers.db");
  }

  private static void add(DatabaseFile file, PeerConfig config) throws Exception {
    add(file, config, false);
  }

  private static void add(DatabaseFile file, PeerConfig config, boolean nested) throws Exception {
    try (PeerEdit edit = PeerEdit.begin(file)) {
      edit.put(config);
      edit.claim(config.publicKey(), config.allowedIps(), nested);
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
        .hasMessage(
            "the allowed IP 10.0.0.7/32 overlaps one of the peer "
                + TestPeers.key(1)
                + "; --nested-allowed-ips permits that");
    add(file, TestPeers.peer(1, "10.0.1.0/24"));
    add(file, TestPeers.peer(2, "10.0.0.7/32"));
  }

  /** Against the definition, over changes that add, replace and remove. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void exactlyWhatIsNotPermittedIsRefused(boolean nested) throws Exception {
    DatabaseFile file = DatabaseFile.openOrCreate(path());
    Map<Integer, List<IpPrefix>> model = new HashMap<>();
    Random random = new Random(7);
    int refused = 0;
    try (PeerEdit edit = PeerEdit.begin(file)) {
      for (int turn = 0; turn < 3000; turn++) {
        int peer = random.nextInt(nested ? 80 : 40);
        edit.remove(TestPeers.key(peer));
        model.remove(peer);
        List<IpPrefix> wanted = List.of(randomPrefix(random), randomPrefix(random));
        // One that was added with the option may be among those that are to be added without.
        boolean mayNest = nested && random.nextInt(3) > 0;
        boolean free =
            model.values().stream()
                .flatMap(List::stream)
                .noneMatch(
                    held -> wanted.stream().anyMatch(mayNest ? held::equals : held::overlaps));
        PublicKey key = TestPeers.key(peer);
        edit.put(PeerConfig.builder(key).allowedIps(wanted).build());
        try {
          edit.claim(key, wanted, mayNest);
          assertThat(free).as("%s among %s", wanted, model).isTrue();
          model.put(peer, wanted);
        } catch (OverlapException e) {
          assertThat(free).as("%s among %s", wanted, model).isFalse();
          assertThat(edit.remove(key)).as("takes nothing of others'").isTrue();
          refused++;
        }
      }
    }
    assertThat(refused).isBetween(100, 2900);
  }

  private static IpPrefix randomPrefix(Random random) throws Exception {
    byte[] address = random.nextBoolean() ? new byte[4] : new byte[16];
    address[0] = 0x20;
    address[address.length - 1] = (byte) random.nextInt();
    int bits = address.length * 8;
    return IpPrefix.masked(InetAddress.getByAddress(address), bits - random.nextInt(8));
  }

  /** As version 1 of the schema wrote it: a row for each outermost range. */
  @Test
  void aDatabaseOfTheFirstVersionGoesOnWorking() throws Exception {
    PeerConfig nested = TestPeers.peer(1, "10.0.0.0/16", "10.0.9.0/24", "2001:db8::/64");
    PeerConfig full = TestPeers.full(2, "10.1.0.1/32");
    DatabaseFile file = DatabaseFile.openOrCreate(path());
    add(file, nested);
    add(file, full);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path());
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE allowed_ip");
      statement.execute("DROP TABLE allowed_ip_length");
      statement.execute(
          "CREATE TABLE allowed_ip (first BLOB NOT NULL PRIMARY KEY, last BLOB NOT NULL,"
              + " public_key BLOB NOT NULL) WITHOUT ROWID");
      for (PeerConfig config : List.of(nested, full)) {
        for (IpPrefix prefix : config.allowedIps()) {
          if (!prefix.equals(IpPrefix.parse("10.0.9.0/24"))) {
            AddressRange range = AddressRange.of(prefix);
            statement.execute(
                "INSERT INTO allowed_ip VALUES (x'%s', x'%s', x'%s')"
                    .formatted(
                        HexFormat.of().formatHex(range.first()),
                        HexFormat.of().formatHex(range.last()),
                        HexFormat.of().formatHex(config.publicKey().toBytes())));
          }
        }
      }
      statement.execute("PRAGMA user_version = 1");
    }

    DatabaseFile upgraded = DatabaseFile.open(path());

    try (PeerDatabase peers = PeerDatabase.open(upgraded, 1)) {
      assertThat(peers.find(nested.publicKey())).contains(nested);
      assertThat(peers.find(full.publicKey())).contains(full);
    }
    for (String taken : List.of("10.0.0.0/16", "10.0.9.0/24", "2001:db8::/64", "10.1.0.1/32")) {
      assertThatThrownBy(() -> add(upgraded, TestPeers.peer(3, taken), true))
          .as(taken)
          .isInstanceOf(OverlapException.class);
    }
    assertThatThrownBy(() -> add(upgraded, TestPeers.peer(3, "10.0.9.9/32")))
        .isInstanceOf(OverlapException.class);
    add(upgraded, TestPeers.peer(3, "10.0.9.9/32"), true);
    add(upgraded, TestPeers.peer(1, "10.2.0.0/16"));
    add(DatabaseFile.open(path()), TestPeers.peer(4, "10.0.9.0/24"), true);
  }

  @Test
  void aDatabaseOfANewerVersionIsLeftAlone() throws Exception {
    DatabaseFile.openOrCreate(path());
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = 1000");
    }
    assertThatThrownBy(() -> DatabaseFile.open(path()))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("a newer version of this one");
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
